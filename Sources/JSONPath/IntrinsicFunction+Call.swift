import JSON

extension IntrinsicFunction {
    /// Base64 and hashes take at most this many characters, ArrayRange makes at most ``rangeLimit`` elements
    /// (Step Functions Developer Guide, "Intrinsic functions").
    static let characterLimit = 10_000
    static let rangeLimit = 1_000

    /// The function's value for as many arguments as its ``arity`` allows.
    func call(_ arguments: [JSONValue], drawing generator: inout SeededGenerator) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .array: return .array(arguments)
        case .format:
            guard let template = arguments.first?.string else { throw .invalid(self) }
            return .string(try FormatTemplate(template).filled(with: arguments.dropFirst()))
        case .uuid: return .string(Self.uuid(drawing: &generator))
        case .arrayPartition, .arrayContains, .arrayRange, .arrayGetItem, .arrayLength, .arrayUnique:
            return try callOnArray(arguments)
        case .stringToJson, .jsonToString, .jsonMerge: return try callOnJSON(arguments)
        case .base64Encode, .base64Decode, .hash, .stringSplit: return try callOnText(arguments)
        case .mathAdd, .mathRandom: return try callOnNumbers(arguments, drawing: &generator)
        }
    }

    /// A version 4 UUID (RFC 9562).
    private static func uuid(drawing generator: inout SeededGenerator) -> String {
        let high = generator.next() & ~0xF000 | 0x4000
        let low = generator.next() & ~(0b11 << 62) | 0b10 << 62
        let digits = [high, low].map { value in
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text += "-" }
            text.append(digit)
        }
        return text
    }

    /// The argument as an integer, its fraction dropped.
    func integer(_ value: JSONValue) throws(IntrinsicFault) -> Int64 {
        if let exact = value.integer { return exact }
        guard let number = value.number, let whole = Int64(exactly: number.rounded(.towardZero)) else {
            throw .invalid(self)
        }
        return whole
    }

    /// The argument rounded as Java's `Math.round` does, within 32 bits.
    func roundedInteger(_ value: JSONValue) throws(IntrinsicFault) -> Int32 {
        guard let number = value.number, let rounded = Int32(exactly: (number + 0.5).rounded(.down)) else {
            throw .invalid(self)
        }
        return rounded
    }

    func array(_ value: JSONValue) throws(IntrinsicFault) -> [JSONValue] {
        guard case .array(let elements) = value else { throw .invalid(self) }
        return elements
    }

    func string(_ value: JSONValue) throws(IntrinsicFault) -> String {
        guard case .string(let text) = value else { throw .invalid(self) }
        return text
    }
}
