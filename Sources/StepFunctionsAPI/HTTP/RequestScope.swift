public import Engine

/// Account and region of a request, from its SigV4 signature: `Credential=KEY/DATE/REGION/states/aws4_request`.
///
/// An access key id of 12 digits selects that account, so that tests in parallel don't meet.
public enum RequestScope {
    public static func of(authorization: String?, default scope: Scope) -> Scope {
        guard var authorization else { return scope }
        return authorization.withUTF8 { of(authorization: UnsafeRawBufferPointer($0), default: scope) }
    }

    /// Of the header's bytes.
    static func of(authorization bytes: UnsafeRawBufferPointer, default scope: Scope) -> Scope {
        guard var place = end(of: "Credential=", in: bytes) else { return scope }
        let key = part(bytes, &place)
        let date = part(bytes, &place)
        guard !key.isLast, !date.isLast else { return scope }
        var found = scope
        if key.range.count == 12, key.range.allSatisfy({ isDigit(bytes[$0]) }) {
            found.account = text(bytes, key.range, like: scope.account)
        }
        let region = part(bytes, &place).range
        if !region.isEmpty { found.region = text(bytes, region, like: scope.region) }
        return found
    }

    /// One part of the credential; `place` moves behind the slash after it.
    private static func part(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> (range: Range<Int>, isLast: Bool) {
        let start = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "/"):
                defer { place += 1 }
                return (start..<place, false)
            case UInt8(ascii: ","), UInt8(ascii: " "): return (start..<place, true)
            default: place += 1
            }
        }
        return (start..<place, true)
    }

    /// A text of these bytes: the same as `known` wherever it is equal, so that most requests make none.
    private static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, like known: String) -> String {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
        return known.utf8.elementsEqual(bytes) ? known : String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// The place behind the first occurrence of a text.
    private static func end(of text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        text.withUTF8Buffer { wanted in
            guard bytes.count >= wanted.count else { return nil }
            for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
                if UnsafeRawBufferPointer(rebasing: bytes[start..<(start + wanted.count)]).elementsEqual(wanted) {
                    return start + wanted.count
                }
            }
            return nil
        }
    }
}
