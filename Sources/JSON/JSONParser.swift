/// Reads RFC 8259 JSON from UTF-8 bytes, strictly.
///
/// Elements of the containers still open collect on one stack; a container that closes is moved out of it in a single
/// allocation of its exact size. Nothing is copied twice and no array grows.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let base: UnsafePointer<UInt8>
    let count: Int
    let depthLimit: Int
    var position = 0
    var depth = 0
    var scratch: [UInt8] = []
    var values = MoveStack<JSONValue>()
    var members = MoveStack<JSONObject.Member>()

    /// Nil for an empty buffer, which has no address.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        guard let base = bytes.baseAddress else { return nil }
        self.bytes = bytes
        self.base = base
        self.depthLimit = depthLimit
        count = bytes.count
    }

    func destroy() {
        values.destroy()
        members.destroy()
    }

    @inline(never)
    func fail(_ code: JSONParseError.Code) -> JSONParseError { JSONParseError(code, at: position, in: bytes) }

    mutating func document() throws(JSONParseError) -> JSONValue {
        skipSpace()
        let value = try self.value()
        skipSpace()
        guard position == count else { throw fail(.trailingContent) }
        return value
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            let byte = base[position]
            if byte > 0x20 { return }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    mutating func value() throws(JSONParseError) -> JSONValue {
        guard position < count else { throw fail(.unexpectedEnd) }
        switch base[position] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: throw fail(.unexpectedCharacter)
        }
    }

    private mutating func literal(_ text: StaticString) throws(JSONParseError) {
        let length = text.utf8CodeUnitCount
        guard position &+ length <= count else { throw fail(.invalidLiteral) }
        for place in 0..<length where base[position &+ place] != text.utf8Start[place] { throw fail(.invalidLiteral) }
        position &+= length
    }

    private mutating func array() throws(JSONParseError) -> JSONValue {
        position &+= 1
        depth &+= 1
        guard depth <= depthLimit else { throw fail(.tooDeep) }
        skipSpace()
        if position < count, base[position] == UInt8(ascii: "]") {
            position &+= 1
            depth &-= 1
            return .array([])
        }
        let mark = values.count
        while true {
            skipSpace()
            values.push(try value())
            skipSpace()
            guard position < count else { throw fail(.unexpectedEnd) }
            let byte = base[position]
            if byte == UInt8(ascii: ",") {
                position &+= 1
                continue
            }
            guard byte == UInt8(ascii: "]") else { throw fail(.expectedCommaOrBracket) }
            position &+= 1
            depth &-= 1
            return .array(values.take(from: mark))
        }
    }

    private mutating func object() throws(JSONParseError) -> JSONValue {
        position &+= 1
        depth &+= 1
        guard depth <= depthLimit else { throw fail(.tooDeep) }
        skipSpace()
        if position < count, base[position] == UInt8(ascii: "}") {
            position &+= 1
            depth &-= 1
            return .object(JSONObject())
        }
        let mark = members.count
        while true {
            skipSpace()
            guard position < count else { throw fail(.unexpectedEnd) }
            guard base[position] == UInt8(ascii: "\"") else { throw fail(.expectedMemberName) }
            let key = try string()
            skipSpace()
            guard position < count else { throw fail(.unexpectedEnd) }
            guard base[position] == UInt8(ascii: ":") else { throw fail(.expectedColon) }
            position &+= 1
            skipSpace()
            members.push(JSONObject.Member(key: key, value: try value()))
            skipSpace()
            guard position < count else { throw fail(.unexpectedEnd) }
            let byte = base[position]
            if byte == UInt8(ascii: ",") {
                position &+= 1
                continue
            }
            guard byte == UInt8(ascii: "}") else { throw fail(.expectedCommaOrBrace) }
            position &+= 1
            depth &-= 1
            return .object(JSONObject(members: members.take(from: mark)))
        }
    }
}
