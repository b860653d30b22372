/// The ARNs behind the short names that commands take: `orders` for a state machine, `orders/o-17` for one of its
/// executions. A full ARN passes as it is.
extension StepFunctionsClient {
    func stateMachineARN(_ name: String) -> String {
        name.hasPrefix("arn:") ? name : "arn:aws:states:\(region):\(account):stateMachine:\(name)"
    }

    func executionARN(_ name: String) throws -> String {
        if name.hasPrefix("arn:") { return name }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandError(
                .unavailable, "'\(name)' names no execution.",
                cure: "Give its ARN or MACHINE/NAME; 'fermata list MACHINE' shows them.")
        }
        return "arn:aws:states:\(region):\(account):execution:\(parts[0]):\(parts[1])"
    }

    /// The short form of an execution's ARN, or the ARN where it has none.
    static func shortName(ofExecution arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 8, parts[5] == "execution" else { return arn }
        return "\(parts[6])/\(parts[7...].joined(separator: ":"))"
    }
}
