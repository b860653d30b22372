import JSON

/// What the rules of a service's endpoints are asked with: for each of their parameters what the operation fixes, else
/// what the task says, else a setting.
struct EndpointParameters {
    private let operation: ServiceOperation
    private let given: EndpointRules.Scope
    private let region: String
    private let custom: String?

    init(_ operation: ServiceOperation, _ parameters: JSONValue, region: String, custom: String?) {
        self.operation = operation
        self.region = region
        self.custom = custom
        var given = operation.staticContext
        if let input = operation.input {
            let members = (try? ParameterReader(idempotencyToken: nil).members(parameters, of: input)) ?? []
            for member in members {
                guard let name = member.shape.trait("contextParam")?["name"]?.string, given[name] == nil else {
                    continue
                }
                given[name] = member.value
            }
        }
        self.given = given
    }

    func values(for rules: EndpointRules) -> EndpointRules.Scope {
        var scope: EndpointRules.Scope = [:]
        for parameter in rules.parameterNames {
            scope[parameter.name] = given[parameter.name] ?? parameter.builtIn.flatMap(setting)
        }
        return scope
    }

    /// As AWS's SDKs set them by default. Endpoints by account need the account of the credentials, which isn't known.
    private func setting(_ name: String) -> JSONValue? {
        switch name {
        case "AWS::Region": .string(region)
        case "SDK::Endpoint": custom.map(JSONValue.string)
        case "AWS::S3::ForcePathStyle": .bool(usesPathStyle)
        case "AWS::S3::UseArnRegion": true
        // A session of S3 Express is a saving, not a need: ordinary signatures do.
        case "AWS::S3::DisableS3ExpressSessionAuth": true
        case "AWS::UseFIPS", "AWS::UseDualStack", "AWS::S3::UseGlobalEndpoint", "AWS::STS::UseGlobalEndpoint",
            "AWS::S3::Accelerate", "AWS::S3::DisableMultiRegionAccessPoints", "AWS::S3Control::UseArnRegion":
            false
        default: nil
        }
    }

    /// Buckets in the path rather than before the host's name: at stand-ins for AWS, whose names have none before them,
    /// and where a bucket's region is what is asked for. ARNs never lie in a path.
    private var usesPathStyle: Bool {
        if operation.name == "GetBucketLocation" { return true }
        return given["Bucket"]?.string?.hasPrefix("arn:") != true && custom != nil
    }
}
