/// `${Name}`, as SAM's `DefinitionSubstitutions` and CloudFormation's `Fn::Sub` fill it.
public enum Placeholder {
    static func occurs(in text: String) -> Bool {
        var bytes = text.utf8[...]
        while let dollar = bytes.firstIndex(of: UInt8(ascii: "$")) {
            bytes = bytes[bytes.index(after: dollar)...]
            if bytes.first == UInt8(ascii: "{") { return bytes.contains(UInt8(ascii: "}")) }
        }
        return false
    }

    /// The text with each `${Name}` that has a value replaced by it; others stay. A value isn't looked at again.
    public static func fill(_ text: String, with values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "$") {
            result += rest[..<start]
            rest = rest[start...]
            if let name = name(atStartOf: rest), let value = values[String(name)] {
                result += value
                rest = rest[rest.index(after: name.endIndex)...]
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }

    private static let nameLimit = 256

    private static func name(atStartOf text: Substring) -> Substring? {
        let afterDollar = text.dropFirst().prefix(nameLimit)
        guard afterDollar.first == "{", let end = afterDollar.firstIndex(of: "}") else { return nil }
        return afterDollar[afterDollar.index(after: afterDollar.startIndex)..<end]
    }
}
