import JSON

/// The bodies of the protocol `rest-xml`.
struct XMLBody {
    private let reader: ParameterReader

    init(_ reader: ParameterReader) { self.reader = reader }

    func document(_ value: JSONValue, _ shape: Shape, name: String) throws(ParameterError) -> [UInt8] {
        var text = ""
        try write(value, shape, name: name, to: &text)
        return Array(text.utf8)
    }

    func document(
        _ members: [ParameterReader.Member], _ shape: Shape, name: String
    ) throws(ParameterError) -> [UInt8] {
        var text = ""
        try write(members, shape, name: name, to: &text)
        return Array(text.utf8)
    }

    private func write(
        _ value: JSONValue, _ shape: Shape, name: String, to text: inout String
    ) throws(ParameterError) {
        switch shape.kind {
        case .structure: try write(try reader.members(value, of: shape), shape, name: name, to: &text)
        case .list:
            guard let element = shape.element else { return }
            let isFlat = shape.flag("flattened")
            if !isFlat { text += "<\(name)\(namespace(shape))>" }
            for one in try reader.elements(value) {
                try write(one, element, name: isFlat ? name : element.locationName ?? "member", to: &text)
            }
            if !isFlat { text += "</\(name)>" }
        case .map:
            guard let key = shape.key, let type = shape.value else { return }
            let isFlat = shape.flag("flattened")
            if !isFlat { text += "<\(name)\(namespace(shape))>" }
            for entry in try reader.entries(value) {
                text += isFlat ? "<\(name)>" : "<entry>"
                try write(.string(entry.key), key, name: key.locationName ?? "key", to: &text)
                try write(entry.value, type, name: type.locationName ?? "value", to: &text)
                text += isFlat ? "</\(name)>" : "</entry>"
            }
            if !isFlat { text += "</\(name)>" }
        default:
            let content = try reader.scalarText(value, of: shape, timestamps: "iso8601")
            text += "<\(name)\(namespace(shape))>\(Self.escaped(content))</\(name)>"
        }
    }

    private func write(
        _ members: [ParameterReader.Member], _ shape: Shape, name: String, to text: inout String
    ) throws(ParameterError) {
        text += "<\(name)\(namespace(shape))"
        for member in members where member.shape.flag("xmlAttribute") {
            let attribute = member.shape.locationName ?? member.name
            text += " \(attribute)=\"\(Self.escaped(reader.text(member.value)))\""
        }
        text += ">"
        for member in members where !member.shape.flag("xmlAttribute") {
            try write(member.value, member.shape, name: member.shape.locationName ?? member.name, to: &text)
        }
        text += "</\(name)>"
    }

    private func namespace(_ shape: Shape) -> String {
        guard let namespace = shape.trait("xmlNamespace") else { return "" }
        guard let uri = namespace["uri"]?.string ?? namespace.string else { return "" }
        let prefix = namespace["prefix"]?.string.map { ":\($0)" } ?? ""
        return " xmlns\(prefix)=\"\(Self.escaped(uri))\""
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\r": result += "&#13;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
