import JSON

extension Builtin {
    static let encodingFunctions: [Builtin] = [
        Builtin("base64encode", "<s-:s>", arity: 1) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            // One byte a UTF-16 unit: the low one.
            return .string(Base64.encode(text.utf16.map { UInt8(truncatingIfNeeded: $0) }))
        },
        Builtin("base64decode", "<s-:s>", arity: 1) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let bytes = Base64.decode(text, isStrict: call.run.dialect == .states) else {
                throw JSONataError.internalFault()
            }
            var result = String.UnicodeScalarView()
            for byte in bytes { result.append(Unicode.Scalar(byte)) }
            return .string(String(result))
        },
        Builtin("encodeUrlComponent", "<s-:s>", arity: 1) { call throws(JSONataError) in
            try URLCoding.encoded(call, "encodeUrlComponent", keeping: URLCoding.component)
        },
        Builtin("encodeUrl", "<s-:s>", arity: 1) { call throws(JSONataError) in
            try URLCoding.encoded(call, "encodeUrl", keeping: URLCoding.component + URLCoding.reserved)
        },
        Builtin("decodeUrlComponent", "<s-:s>", arity: 1) { call throws(JSONataError) in
            try URLCoding.decoded(call, "decodeUrlComponent", leaving: "")
        },
        Builtin("decodeUrl", "<s-:s>", arity: 1) { call throws(JSONataError) in
            try URLCoding.decoded(call, "decodeUrl", leaving: URLCoding.reserved)
        },
    ]
}

/// Percent-encoding as ECMAScript's encodeURI and encodeURIComponent do it.
enum URLCoding {
    static let component = "-_.!~*'()"
    static let reserved = ";/?:@&=+$,#"
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encoded(
        _ call: Invocation, _ name: String, keeping kept: String
    ) throws(JSONataError) -> Value {
        guard let text = call.string(0) else { return .undefined }
        guard !LoneHalf.occurs(in: text) else { throw malformed(text, name) }
        let kept = Set(kept.utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isLetterOrDigit(byte) || kept.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    static func decoded(
        _ call: Invocation, _ name: String, leaving left: String
    ) throws(JSONataError) -> Value {
        guard let text = call.string(0) else { return .undefined }
        let left = Set(left.utf8)
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        while place < source.count {
            guard source[place] == UInt8(ascii: "%") else {
                result.append(source[place])
                place += 1
                continue
            }
            let start = place
            guard let first = escape(source, at: place) else { throw malformed(text, name) }
            place += 3
            var bytes = [first]
            let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            while bytes.count < length {
                guard let next = escape(source, at: place) else { throw malformed(text, name) }
                bytes.append(next)
                place += 3
            }
            guard let character = String(validating: bytes, as: UTF8.self) else { throw malformed(text, name) }
            if length == 1, left.contains(first) {
                result += source[start..<place]
            } else {
                result += Array(character.utf8)
            }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }

    private static func escape(_ bytes: [UInt8], at place: Int) -> UInt8? {
        guard place + 2 < bytes.count, bytes[place] == UInt8(ascii: "%"),
            let high = Character(Unicode.Scalar(bytes[place + 1])).hexDigitValue,
            let low = Character(Unicode.Scalar(bytes[place + 2])).hexDigitValue
        else { return nil }
        return UInt8(high << 4 | low)
    }

    private static func malformed(_ text: String, _ name: String) -> JSONataError {
        JSONataError("D3140", at: 0, JSONataError.Details(value: .string(text), functionName: name))
    }
}

enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[start + 2]) }
            for index in 0..<4 {
                result.append(
                    index <= count ? alphabet[Int(group >> UInt32(18 - 6 * index)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// - Parameter isStrict: anything that isn't Base64 is refused; else it is passed over, as Node does.
    static func decode(_ text: String, isStrict: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") { break }
            guard let digit = digit(byte, isStrict: isStrict) else {
                if isStrict { return nil }
                continue
            }
            group = group << 6 | digit
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return isStrict && bits == 6 ? nil : result
    }

    private static func digit(_ byte: UInt8, isStrict: Bool) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - 71)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte + 4)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        case UInt8(ascii: "-") where !isStrict: 62
        case UInt8(ascii: "_") where !isStrict: 63
        default: nil
        }
    }
}
