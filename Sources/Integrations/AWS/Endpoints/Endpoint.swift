import JSON

/// Where a request goes, and how it is signed there.
struct Endpoint: Equatable {
    /// Without a slash at its end.
    var url: String
    var scheme: AuthScheme
    /// What the endpoint's rules add to a request.
    var headers: [AWSRequest.Header] = []
    /// Not AWS's own: signatures don't matter there, so credentials may be missing.
    var isCustom: Bool

    /// The host with its port, as in the `Host` header.
    var host: String {
        guard let start = url.firstRange(of: "://") else { return url }
        return String(url[start.upperBound...].prefix { $0 != "/" })
    }

    /// The path that all requests begin with.
    var basePath: String {
        guard let start = url.firstRange(of: "://"), let slash = url[start.upperBound...].firstIndex(of: "/") else {
            return ""
        }
        return String(url[slash...])
    }

    /// A request's path behind the base.
    func path(_ path: String) -> String {
        let base = basePath
        if path.isEmpty || path == "/" { return base.isEmpty ? "/" : base }
        let rest = path.hasPrefix("/") ? path : "/" + path
        return base.hasSuffix("/") ? base.dropLast() + rest : base + rest
    }

    /// The URL that the configuration or the environment names for a service, or for all; nil: AWS's own is meant.
    static func configured(
        _ service: String, _ model: ServiceModel, _ configuration: AWSConfiguration
    ) -> String? {
        let variable =
            "AWS_ENDPOINT_URL_"
            + model.serviceID.uppercased().map { $0 == " " || $0 == "-" ? "_" : String($0) }.joined()
        let configured =
            configuration.endpoints[service] ?? configuration.environment[variable] ?? configuration.endpoint
            ?? configuration.environment["AWS_ENDPOINT_URL"]
        guard var url = configured else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        return url.contains("://") ? url : "http://" + url
    }

    /// Of an operation with its parameters, by the service's rules.
    ///
    /// - Parameters:
    ///   - custom: the URL that stands in the place of AWS's.
    ///   - regionSet: the regions of signatures of version 4A, in the place of the rules'.
    static func of(
        _ operation: ServiceOperation, _ parameters: JSONValue, region: String, custom: String?, regionSet: String?,
        _ rules: EndpointRules
    ) throws(EndpointRules.Failure) -> Endpoint {
        let result = try rules.resolve(
            EndpointParameters(operation, parameters, region: region, custom: custom).values(for: rules))
        var scheme = AuthScheme(operation, region: region)
        if let offered = result.authSchemes {
            guard let known = AuthScheme(offered, region: region, service: operation.model.signingName) else {
                let names = offered.compactMap { $0["name"]?.string }.joined(separator: ", ")
                throw EndpointRules.Failure(message: "The endpoint asks for signatures that aren't known: \(names)")
            }
            scheme = known
        }
        if scheme.algorithm == .asymmetric, let regionSet { scheme.region = regionSet }
        // An account before the host of a stand-in leads nowhere.
        let url = operation.hasAccountInHost ? custom ?? result.url : result.url
        return Endpoint(url: url, scheme: scheme, headers: result.headers, isCustom: custom != nil)
    }
}
