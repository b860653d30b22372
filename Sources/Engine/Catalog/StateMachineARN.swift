/// The ARN of a state machine, taken apart: `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME[/LABEL][:QUALIFIER]`.
public struct StateMachineARN: Sendable, Equatable {
    public let scope: Scope
    public let name: String
    /// The label of a distributed Map in it, behind a slash.
    public let label: String?
    /// A version's number or an alias' name.
    public let qualifier: String?

    /// The ARN without label and qualifier.
    public var base: String { Self.text(scope: scope, name: name) }

    public static func text(scope: Scope, name: String) -> String {
        "arn:aws:states:\(scope.region):\(scope.account):stateMachine:\(name)"
    }

    /// Throws `InvalidArn` with AWS's text.
    public init(_ text: String) throws(ServiceError) {
        let arn = try ResourceARN(text)
        guard arn.type == "stateMachine", arn.resource.count <= 2, let first = arn.resource.first, !first.isEmpty else {
            throw arn.wrongType()
        }
        scope = arn.scope
        let parts = first.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        label = parts.count > 1 ? String(parts[1]) : nil
        qualifier = arn.resource.count > 1 ? arn.resource[1] : nil
    }
}
