import JSON

/// A service of AWS as botocore describes it.
final class ServiceModel: Sendable {
    let metadata: JSONObject
    let operations: JSONObject
    let shapes: JSONObject
    /// The protocol that is spoken: of those that the service offers, the one that botocore would take among those known
    /// here.
    let wireProtocol: WireProtocol

    enum WireProtocol: String, CaseIterable {
        case json
        case restJSON = "rest-json"
        case restXML = "rest-xml"
        case query
        case ec2
    }

    /// nil where the document is no model, or speaks none of the known protocols.
    init?(_ document: JSONValue) {
        guard let metadata = document["metadata"]?.object, let operations = document["operations"]?.object,
            let shapes = document["shapes"]?.object
        else { return nil }
        let offered =
            [metadata["protocol"]?.string].compactMap { $0 } + (metadata["protocols"]?.array ?? []).compactMap(\.string)
        guard let first = offered.compactMap(WireProtocol.init).first else { return nil }
        wireProtocol = first
        self.metadata = metadata
        self.operations = operations
        self.shapes = shapes
    }

    func text(_ name: String) -> String? { metadata[name]?.string }

    var serviceID: String { text("serviceId") ?? "" }
    var endpointPrefix: String { text("endpointPrefix") ?? "" }
    /// The name in the scope of a signature.
    var signingName: String { text("signingName") ?? endpointPrefix }
    var isQueryCompatible: Bool { metadata["awsQueryCompatible"] != nil }
    /// `DynamoDb`.
    var errorPrefix: String { AWSNames.errorPrefix(serviceID: serviceID) }

    /// An operation by its camelCase name.
    func operation(_ action: String) -> ServiceOperation? {
        let exact = action.prefix(1).uppercased() + action.dropFirst()
        if let found = operations[exact]?.object { return ServiceOperation(found, name: exact, model: self) }
        for member in operations.members where AWSNames.action(member.key) == action {
            return member.value.object.map { ServiceOperation($0, name: member.key, model: self) }
        }
        return nil
    }
}

/// One operation of a service.
struct ServiceOperation: Sendable {
    let name: String
    let model: ServiceModel
    private let definition: JSONObject

    init(_ definition: JSONObject, name: String, model: ServiceModel) {
        self.definition = definition
        self.name = definition["name"]?.string ?? name
        self.model = model
    }

    var method: String { definition["http"]?["method"]?.string ?? "POST" }
    var uri: String { definition["http"]?["requestUri"]?.string ?? "/" }
    var input: Shape? { definition["input"]?.object.flatMap { Shape($0, in: model) } }
    var output: Shape? { definition["output"]?.object.flatMap { Shape($0, in: model) } }
    var resultWrapper: String? { definition["output"]?["resultWrapper"]?.string }
    var hostPrefix: String? { definition["endpoint"]?["hostPrefix"]?.string }
    var isUnsigned: Bool {
        definition["authtype"]?.string == "none" || definition["auth"]?.array == ["smithy.api#noAuth"]
    }
    /// The kinds of signature that it takes, the preferred first; those of its service where it has none of its own.
    var authTypes: [String] {
        if definition["authtype"]?.string == "v4a" { return ["aws.auth#sigv4a"] }
        return (definition["auth"] ?? model.metadata["auth"])?.array?.compactMap(\.string) ?? []
    }
    /// What the rules of endpoints learn of it, by parameter.
    var staticContext: [String: JSONValue] {
        Dictionary(
            (definition["staticContextParams"]?.object?.members ?? []).compactMap { member in
                member.value["value"].map { (member.key, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }
    /// Whether the rules of endpoints put the account before the host's name, as the model says, too.
    var hasAccountInHost: Bool { hostPrefix == "{AccountId}." && staticContext["RequiresAccountId"] == true }
    /// Whether the rules of endpoints put the bucket into the URL, as the path in the model does, too.
    var hasBucketInEndpoint: Bool {
        (uri == "/{Bucket}" || uri.hasPrefix("/{Bucket}/") || uri.hasPrefix("/{Bucket}?"))
            && input?.member("Bucket")?.trait("contextParam") != nil
    }
    var hasUnsignedPayload: Bool {
        definition["unsignedPayload"]?.bool == true || definition["authtype"]?.string == "v4-unsigned-body"
    }
    /// The input's member that names the algorithm of the request's checksum.
    var checksumMember: String? { definition["httpChecksum"]?["requestAlgorithmMember"]?.string }
    /// Unless it takes another checksum.
    var needsContentMD5: Bool {
        definition["httpChecksumRequired"]?.bool == true
            || definition["httpChecksum"]?["requestChecksumRequired"]?.bool == true
    }

    /// The error shape that a service's error code stands for.
    func errorShape(_ code: String) -> Shape? {
        for reference in definition["errors"]?.array ?? [] {
            guard let shape = reference.object.flatMap({ Shape($0, in: model) }) else { continue }
            if shape.name == code || shape.trait("error")?["code"]?.string == code { return shape }
        }
        guard model.shapes[code]?["exception"]?.bool == true else { return nil }
        return Shape(["shape": .string(code)], in: model)
    }
}
