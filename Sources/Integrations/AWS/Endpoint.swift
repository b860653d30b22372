import JSON

/// Where a service is, and what its signatures name.
struct Endpoint: Equatable {
    /// Without a slash at its end.
    var url: String
    var signingRegion: String
    var signingName: String
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

    /// Of a service: the one configured for it, the one configured for all, or AWS's own by botocore's table.
    static func of(
        _ service: String, _ model: ServiceModel, region: String, _ configuration: AWSConfiguration, table: JSONValue
    ) -> Endpoint {
        let variable =
            "AWS_ENDPOINT_URL_"
            + model.serviceID.uppercased().map { $0 == " " || $0 == "-" ? "_" : String($0) }.joined()
        let configured =
            configuration.endpoints[service] ?? configuration.environment[variable] ?? configuration.endpoint
            ?? configuration.environment["AWS_ENDPOINT_URL"]
        if var url = configured {
            while url.hasSuffix("/") { url.removeLast() }
            if !url.contains("://") { url = "http://" + url }
            return Endpoint(url: url, signingRegion: region, signingName: model.signingName, isCustom: true)
        }
        return amazon(model, region: region, table)
    }

    private static func amazon(_ model: ServiceModel, region: String, _ table: JSONValue) -> Endpoint {
        let partition =
            table["partitions"]?.array?.first { partition in
                partition["regions"]?[region] != nil
            } ?? table["partitions"]?[0]
        let suffix = partition?["dnsSuffix"]?.string ?? "amazonaws.com"
        let service = partition?["services"]?[model.endpointPrefix]
        var entry = service?["endpoints"]?[region]
        if service?["isRegionalized"]?.bool == false, let name = service?["partitionEndpoint"]?.string {
            entry = service?["endpoints"]?[name]
        }
        let template =
            entry?["hostname"]?.string ?? service?["defaults"]?["hostname"]?.string
            ?? partition?["defaults"]?["hostname"]?.string ?? "{service}.{region}.{dnsSuffix}"
        var host = template
        for (placeholder, value) in [
            ("{service}", model.endpointPrefix), ("{region}", region), ("{dnsSuffix}", suffix),
        ] {
            host = RequestBuilder.Template.filled(host, placeholder, value)
        }
        return Endpoint(
            url: "https://\(host)", signingRegion: entry?["credentialScope"]?["region"]?.string ?? region,
            signingName: entry?["credentialScope"]?["service"]?.string ?? model.signingName, isCustom: false)
    }
}
