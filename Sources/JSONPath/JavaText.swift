import JSON

/// How Java prints a value (`Map.toString`, `List.toString`): `{Arg1=1, Arg2=[]}`. AWS's texts show it.
enum JavaText {
    static func of(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .array(let elements): "[" + elements.map(of).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\($0.key)=\(of($0.value))" }.joined(separator: ", ") + "}"
        default: value.serialized()
        }
    }
}
