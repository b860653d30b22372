/// The integrations that reach AWS's services and HTTP APIs, in the order in which they are asked.
public enum AWSIntegrations {
    /// - Parameters:
    ///   - client: shared by all of them.
    ///   - connections: what HTTP Tasks prove themselves with.
    ///   - allowsLinkLocal: whether tasks may call link-local and metadata addresses.
    ///   - now: seconds since 1970.
    public static func all(
        _ client: AWSClient, connections: ConnectionStore = ConnectionStore(directory: nil),
        allowsLinkLocal: Bool = false, now: @escaping @Sendable () -> Double
    ) -> [any TaskIntegration] {
        [
            OptimizedIntegration(client: client), JobIntegration(client: client, now: now),
            BedrockInvokeIntegration(client: client), APIGatewayIntegration(allowsLinkLocal: allowsLinkLocal),
            HTTPInvokeIntegration(store: connections, allowsLinkLocal: allowsLinkLocal, now: now),
            SDKIntegration(client: client),
        ]
    }
}
