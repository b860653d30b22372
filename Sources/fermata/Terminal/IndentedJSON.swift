import JSON

/// JSON as people read it: two spaces a level.
enum IndentedJSON {
    static func text(_ value: JSONValue) -> String {
        var text = ""
        append(value, to: &text, indent: "")
        return text
    }

    /// The indented form of a JSON text; the text itself where it is none.
    static func text(of source: String) -> String {
        (try? JSONValue.parse(source)).map(text) ?? source
    }

    private static func append(_ value: JSONValue, to text: inout String, indent: String) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            let inner = indent + "  "
            text += "["
            for (place, element) in elements.enumerated() {
                text += place == 0 ? "\n\(inner)" : ",\n\(inner)"
                append(element, to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .object(let object) where !object.isEmpty:
            let inner = indent + "  "
            text += "{"
            for (place, member) in object.members.enumerated() {
                text += place == 0 ? "\n\(inner)" : ",\n\(inner)"
                text += JSONValue.string(member.key).serialized() + ": "
                append(member.value, to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        default:
            text += value.serialized()
        }
    }
}
