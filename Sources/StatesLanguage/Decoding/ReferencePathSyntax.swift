/// Tells a Reference Path, which names one value, from other paths (ASL spec, "Reference Paths").
enum ReferencePathSyntax {
    /// Whether the path has none of `*`, `?`, `@`, `..`, slices, unions and functions outside of quoted names.
    static func accepts(_ text: String) -> Bool {
        var quote: UInt8?
        var inBrackets = false
        var previous: UInt8 = 0
        var escaped = false
        for byte in text.utf8 {
            defer { previous = byte }
            if escaped {
                escaped = false
                continue
            }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                continue
            }
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if inBrackets { quote = byte }
            case UInt8(ascii: "["): inBrackets = true
            case UInt8(ascii: "]"): inBrackets = false
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: "("): return false
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if inBrackets { return false }
            case UInt8(ascii: "."):
                if previous == byte { return false }
            default: break
            }
        }
        return quote == nil && !inBrackets
    }
}
