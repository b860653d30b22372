/// The integrations that reach AWS's services, in the order in which they are asked.
public enum AWSIntegrations {
    /// - Parameters:
    ///   - client: shared by all of them.
    ///   - now: seconds since 1970.
    public static func all(_ client: AWSClient, now: @escaping @Sendable () -> Double) -> [any TaskIntegration] {
        [
            OptimizedIntegration(client: client), JobIntegration(client: client, now: now),
            BedrockInvokeIntegration(client: client), SDKIntegration(client: client),
        ]
    }
}
