/// The integrations that reach AWS's services, in the order in which they are asked.
public enum AWSIntegrations {
    /// - Parameter client: shared by all of them.
    public static func all(_ client: AWSClient) -> [any TaskIntegration] {
        [OptimizedIntegration(client: client), SDKIntegration(client: client)]
    }
}
