import JSON

/// A shape of a service's model as seen from where it is used: the traits of a member stand before those of its shape.
struct Shape: Sendable {
    let name: String
    private let definition: JSONObject
    private let reference: JSONObject
    private let model: ServiceModel

    init?(_ reference: JSONObject, in model: ServiceModel) {
        guard let name = reference["shape"]?.string, let definition = model.shapes[name]?.object else { return nil }
        self.name = name
        self.definition = definition
        self.reference = reference
        self.model = model
    }

    enum Kind: String {
        case structure, list, map, string, character, integer, long, short, byte, bigInteger, float, double, bigDecimal
        case boolean, timestamp, blob
    }

    var kind: Kind { (definition["type"]?.string).flatMap(Kind.init) ?? .string }

    func trait(_ name: String) -> JSONValue? { reference[name] ?? definition[name] }

    func flag(_ name: String) -> Bool { trait(name)?.bool == true }

    var locationName: String? { trait("locationName")?.string }
    var location: String? { trait("location")?.string }
    var timestampFormat: String? { trait("timestampFormat")?.string }
    /// The member that is the whole body.
    var payload: String? { trait("payload")?.string }
    var isDocument: Bool { flag("document") }
    var isEventStream: Bool { flag("eventstream") }
    var required: [String] { definition["required"]?.array?.compactMap(\.string) ?? [] }

    /// The members of a structure in the model's order.
    var members: [(name: String, shape: Shape)] {
        definition["members"]?.object?.members.compactMap { member in
            member.value.object.flatMap { Shape($0, in: model) }.map { (member.key, $0) }
        } ?? []
    }

    func member(_ name: String) -> Shape? {
        definition["members"]?[name]?.object.flatMap { Shape($0, in: model) }
    }

    /// What a list's elements are.
    var element: Shape? { definition["member"]?.object.flatMap { Shape($0, in: model) } }
    /// What a map's keys and values are.
    var key: Shape? { definition["key"]?.object.flatMap { Shape($0, in: model) } }
    var value: Shape? { definition["value"]?.object.flatMap { Shape($0, in: model) } }
}
