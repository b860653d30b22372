import Engine

/// The opaque `nextToken` of lists that the catalog gives: which list, and the name that ended the page.
struct PageToken {
    static func make(list: String, last: String) -> String {
        let plain = Array("\(list)\u{0}\(last)".utf8)
        var text = hex(checksum(plain), digits: 8)
        for byte in plain { text += hex(UInt32(byte), digits: 2) }
        return text
    }

    /// The name that ended the page before; throws `InvalidToken` for what this list never gave.
    static func last(of token: String?, list: String) throws(ServiceError) -> String? {
        guard let token else { return nil }
        let digits = Array(token.utf8)
        guard digits.count >= 8, digits.count.isMultiple(of: 2), let sum = value(digits[..<8]) else {
            throw .badPageToken
        }
        var plain: [UInt8] = []
        for place in stride(from: 8, to: digits.count, by: 2) {
            guard let byte = value(digits[place..<place + 2]) else { throw .badPageToken }
            plain.append(UInt8(truncatingIfNeeded: byte))
        }
        let prefix = Array("\(list)\u{0}".utf8)
        guard checksum(plain) == sum, plain.starts(with: prefix) else { throw .badPageToken }
        return String(decoding: plain.dropFirst(prefix.count), as: UTF8.self)
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> UInt32? {
        UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// FNV-1a: against tokens that someone shortened or mistyped, not against forgery, which gains nothing here.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}

extension ServiceError {
    static var badPageToken: ServiceError { ServiceError(.invalidToken, "Invalid Token: 'Invalid token'") }
}
