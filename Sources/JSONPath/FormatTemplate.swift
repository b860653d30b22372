import JSON

/// The first argument of States.Format: text with a `{}` for each further argument; `\{`, `\}`, `\'` and `\\` stand for
/// the character itself.
struct FormatTemplate: Sendable {
    /// The texts between the `{}`; nil where a brace isn't part of a `{}`.
    private let texts: [String]
    private let fault: String?

    init(_ raw: String) {
        var texts: [String] = []
        var text: [UInt8] = []
        var fault: String?
        var bytes = raw.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = bytes.next() else {
                    text.append(byte)
                    continue
                }
                if !"'{}\\".utf8.contains(next) { text.append(byte) }
                text.append(next)
            case UInt8(ascii: "{"):
                if bytes.next() != UInt8(ascii: "}") { fault = fault ?? "matching '}' not found for '{'." }
                texts.append(String(decoding: text, as: UTF8.self))
                text = []
            case UInt8(ascii: "}"): fault = fault ?? "matching '{' not found for '}'."
            default: text.append(byte)
            }
        }
        texts.append(String(decoding: text, as: UTF8.self))
        self.texts = texts
        self.fault = fault
    }

    /// The text with the arguments in place of the `{}`, printed as Java does.
    func filled(with values: ArraySlice<JSONValue>) throws(IntrinsicFault) -> String {
        if let fault { throw .arguments("Invalid template in States.Format: \(fault)") }
        guard values.count == texts.count - 1 else {
            throw .invalid(.format, "number of arguments do not match the occurrences of {}.")
        }
        var result = texts[0]
        for (text, value) in zip(texts.dropFirst(), values) {
            result += JavaText.of(value)
            result += text
        }
        return result
    }
}
