import JSON

/// How the requests to an endpoint are signed.
struct AuthScheme: Sendable, Equatable {
    enum Algorithm: Sendable {
        /// Signature Version 4, by HMAC.
        case symmetric
        /// Signature Version 4A, by ECDSA: valid in several regions.
        case asymmetric
    }

    var algorithm = Algorithm.symmetric
    /// Of version 4A: the regions, with commas between them; `*` is all.
    var region: String
    /// The name in the scope.
    var service: String
    /// Whether the path in what is signed is encoded once more than as sent; S3's never is.
    var encodesPathTwice = true

    /// What the model of an operation asks for where its endpoint asks for nothing.
    init(_ operation: ServiceOperation, region: String) {
        let service = operation.model.signingName
        switch operation.authTypes.first(where: { $0 == "aws.auth#sigv4" || $0 == "aws.auth#sigv4a" }) {
        case "aws.auth#sigv4a": self.init(algorithm: .asymmetric, region: "*", service: service)
        default: self.init(region: region, service: service)
        }
    }

    /// The first of an endpoint's `authSchemes` that is known here; nil: none is.
    init?(_ offered: [JSONValue], region: String, service: String) {
        for one in offered {
            let service = one["signingName"]?.string ?? service
            switch one["name"]?.string {
            case "sigv4": self.init(region: one["signingRegion"]?.string ?? region, service: service)
            case "sigv4a":
                let regions = one["signingRegionSet"]?.array?.compactMap(\.string) ?? []
                self.init(
                    algorithm: .asymmetric, region: regions.isEmpty ? "*" : regions.joined(separator: ","),
                    service: service)
            default: continue
            }
            encodesPathTwice = one["disableDoubleEncoding"]?.bool != true
            return
        }
        return nil
    }

    init(algorithm: Algorithm = .symmetric, region: String, service: String) {
        self.algorithm = algorithm
        self.region = region
        self.service = service
    }
}
