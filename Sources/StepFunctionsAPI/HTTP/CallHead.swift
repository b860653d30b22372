/// The head of a call of the API, read where it lies.
///
/// Only the one form that clients send is taken: `POST / HTTP/1.1` with a target of Step Functions and one `Content-Length`.
/// Whatever else HTTP knows (chunks, `Expect`, upgrades, folded lines, other methods, paths and targets) is for the
/// complete parser behind.
struct CallHead: Equatable {
    /// Bytes up to the body.
    var length: Int
    /// Bytes of the body.
    var bodyLength = 0
    /// `X-Amz-Target`.
    var target = ""
    /// `Authorization`: who signed.
    var authorization: Range<Int> = 0..<0
    /// The host has the prefix `sync-`.
    var isSyncHost = false
    var isKeepAlive = true

    enum Reading: Equatable {
        /// More bytes must come before it can be told.
        case incomplete
        /// Not for us.
        case foreign
        case call(CallHead)
    }

    /// A longer head is nobody's.
    static let lengthLimit = 16_384

    private static let requestLine = Array("POST / HTTP/1.1\r\n".utf8)

    static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        let common = min(bytes.count, requestLine.count)
        for place in 0..<common where bytes[place] != requestLine[place] { return .foreign }
        guard bytes.count > requestLine.count else { return .incomplete }
        var head = CallHead(length: 0)
        var lengths = 0
        var place = requestLine.count
        while place < bytes.count {
            let first = bytes[place]
            if first == UInt8(ascii: "\r") {
                guard place + 1 < bytes.count else { return .incomplete }
                guard bytes[place + 1] == UInt8(ascii: "\n"), lengths == 1, head.isOwn else {
                    return .foreign
                }
                head.length = place + 2
                return .call(head)
            }
            guard let line = HeaderLine(bytes, from: place) else {
                // Broken, or cut off by the end of what has come.
                return hasEnd(bytes, from: place) || bytes.count >= lengthLimit ? .foreign : .incomplete
            }
            place = line.end
            guard head.take(line, of: bytes, &lengths) else { return .foreign }
        }
        return bytes.count < lengthLimit ? .incomplete : .foreign
    }

    private var isOwn: Bool { target.hasPrefix(StepFunctionsAPI.targetPrefix + ".") }

    private static func hasEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
        (start..<bytes.count).contains { place in
            bytes[place] == UInt8(ascii: "\n") && place >= start + 3
                && bytes[(place - 3)..<place].elementsEqual("\r\n\r".utf8)
        }
    }

    /// False where the line asks for more than a plain call.
    private mutating func take(_ line: HeaderLine, of bytes: UnsafeRawBufferPointer, _ lengths: inout Int) -> Bool {
        switch line.name.count {
        case 4 where line.isNamed("host", in: bytes):
            isSyncHost = line.value.count > 5 && line.starts(with: "sync-", in: bytes)
        case 6 where line.isNamed("expect", in: bytes), 7 where line.isNamed("upgrade", in: bytes),
            17 where line.isNamed("transfer-encoding", in: bytes):
            return false
        case 10 where line.isNamed("connection", in: bytes):
            if line.isValue("close", in: bytes) {
                isKeepAlive = false
            } else if !line.isValue("keep-alive", in: bytes) {
                return false
            }
        case 12 where line.isNamed("x-amz-target", in: bytes):
            target = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[line.value]), as: UTF8.self)
        case 13 where line.isNamed("authorization", in: bytes): authorization = line.value
        case 14 where line.isNamed("content-length", in: bytes):
            lengths += 1
            guard let number = line.number(in: bytes) else { return false }
            bodyLength = number
        default: break
        }
        return true
    }
}

/// One line of a head: `name: value`.
private struct HeaderLine {
    let name: Range<Int>
    /// Without the blanks around it.
    let value: Range<Int>
    /// Where the next line begins.
    let end: Int

    /// Nil where the line isn't complete, or isn't one.
    init?(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        var place = start
        while place < bytes.count, Self.isNamePart(bytes[place]) { place += 1 }
        guard place > start, place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return nil }
        name = start..<place
        place += 1
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
        let first = place
        while place < bytes.count, Self.isValuePart(bytes[place]) { place += 1 }
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\r"), bytes[place + 1] == UInt8(ascii: "\n") else {
            return nil
        }
        end = place + 2
        while place > first, Self.isBlank(bytes[place - 1]) { place -= 1 }
        value = first..<place
    }

    /// A name in lower case.
    func isNamed(_ wanted: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool { Self.isEqual(name, wanted, bytes) }

    func isValue(_ wanted: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
        value.count == wanted.utf8CodeUnitCount && Self.isEqual(value, wanted, bytes)
    }

    func starts(with wanted: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
        Self.isEqual(value, wanted, bytes)
    }

    /// Decimal digits and nothing else.
    func number(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard (1...15).contains(value.count) else { return nil }
        var number = 0
        for place in value {
            let digit = bytes[place] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// Whether the text begins with `wanted`, letters in any case.
    private static func isEqual(_ range: Range<Int>, _ wanted: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        wanted.withUTF8Buffer { wanted in
            guard range.count >= wanted.count else { return false }
            for place in 0..<wanted.count {
                let byte = bytes[range.lowerBound + place]
                let lower = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
                if lower != wanted[place] { return false }
            }
            return true
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A `tchar` of RFC 9110.
    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "!"),
            UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func isValuePart(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
}
