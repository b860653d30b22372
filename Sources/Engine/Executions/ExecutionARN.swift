/// The ARN of an execution, taken apart: `arn:aws:states:REGION:ACCOUNT:execution:MACHINE[/LABEL]:NAME`, and
/// `…:express:MACHINE:NAME:ID` of Express workflows.
public struct ExecutionARN: Sendable, Hashable {
    public let text: String
    public let scope: Scope
    public let stateMachineName: String
    /// Of a distributed Map's child: the label of the Map.
    public let label: String?
    public let name: String
    public let isExpress: Bool

    /// Throws `InvalidArn` with AWS's text.
    public init(_ text: String) throws(ServiceError) {
        let arn = try ResourceARN(text)
        let isExpress = arn.type == "express"
        guard isExpress || arn.type == "execution", arn.resource.count == (isExpress ? 3 : 2),
            let machine = arn.resource.first, !machine.isEmpty
        else { throw arn.wrongType() }
        let parts = machine.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        self.text = text
        self.isExpress = isExpress
        scope = arn.scope
        stateMachineName = String(parts[0])
        label = parts.count > 1 ? String(parts[1]) : nil
        name = arn.resource[1]
    }

    static func text(scope: Scope, machine: String, name: String) -> String {
        "arn:aws:states:\(scope.region):\(scope.account):execution:\(machine):\(name)"
    }

    static func express(scope: Scope, machine: String, name: String, id: String) -> String {
        "arn:aws:states:\(scope.region):\(scope.account):express:\(machine):\(name):\(id)"
    }
}
