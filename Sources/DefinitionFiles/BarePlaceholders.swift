import JSON

/// `"MaxConcurrency": ${Limit}`: a placeholder that stands for a value, without quotes.
///
/// JSON has no such thing, so each is made a string of the same length (a place stays where it was) for the parser, and
/// is found again by a character that no text begins with.
struct BarePlaceholders {
    private static let mark: UInt8 = 0x7F

    /// The text with the placeholders as strings.
    let text: String
    let isAny: Bool

    init(_ source: String) {
        var bytes = Array(source.utf8)
        var found = false
        var place = 0
        var inString = false
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\\") where inString: place += 1
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "$") where !inString:
                if let end = Self.end(of: bytes, from: place) {
                    bytes[place] = UInt8(ascii: "\"")
                    bytes[place + 1] = Self.mark
                    bytes[end] = UInt8(ascii: "\"")
                    place = end
                    found = true
                }
            default: break
            }
            place += 1
        }
        isAny = found
        text = found ? String(decoding: bytes, as: UTF8.self) : source
    }

    private static func end(of bytes: [UInt8], from place: Int) -> Int? {
        guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "{") else { return nil }
        for end in (place + 2)..<bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "}"): return end
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20: return nil
            default: break
            }
        }
        return nil
    }

    /// The value with what the placeholders stand for (any JSON, or else a text), or `${Name}` where that isn't known.
    func restoring(in value: JSONValue, substitutions: [String: String]) -> JSONValue {
        guard isAny else { return value }
        return value.mappingStrings { text in
            guard text.utf8.first == Self.mark else { return .string(text) }
            let name = String(text.unicodeScalars.dropFirst())
            guard let filling = substitutions[name] else { return .string("${\(name)}") }
            return (try? JSONValue.parse(filling)) ?? .string(filling)
        }
    }
}
