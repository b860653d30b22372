/// An ARN of Step Functions: `arn:aws:states:REGION:ACCOUNT:TYPE:RESOURCE[:RESOURCE…]`.
public struct ResourceARN: Sendable, Equatable {
    public let text: String
    public let scope: Scope
    /// `stateMachine`, `execution`, `express`, `activity`, `mapRun`.
    public let type: String
    /// What follows the type, taken apart at colons.
    public let resource: [String]

    /// Throws `InvalidArn` with AWS's text.
    public init(_ text: String) throws(ServiceError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.starts(with: "arn:".utf8) else {
            throw ServiceError(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: \(text)'")
        }
        guard parts.count >= 7, parts[1].utf8.starts(with: "aws".utf8), parts[2] == "states" else {
            throw ServiceError(.invalidArn, "Invalid Arn: '\(text)'")
        }
        self.text = text
        scope = Scope(account: String(parts[4]), region: String(parts[3]))
        type = String(parts[5])
        resource = parts[6...].map(String.init)
    }

    /// The exception for an ARN of another kind than an operation takes.
    public func wrongType() -> ServiceError {
        ServiceError(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: \(type)'")
    }
}
