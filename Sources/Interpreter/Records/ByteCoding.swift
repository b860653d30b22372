/// Writes the integers, texts and options that records are made of.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Seven bits a byte, lowest first.
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ value: Int) { number(UInt64(bitPattern: Int64(value))) }

    /// Small magnitudes stay short, whatever the sign.
    mutating func signed(_ value: Int64) { number(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func data(_ value: [UInt8]) {
        number(value.count)
        bytes.append(contentsOf: value)
    }

    mutating func text(_ value: String) {
        number(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    mutating func option<Value>(_ value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func text(_ value: String?) { option(value) { $0.text($1) } }
    mutating func signed(_ value: Int64?) { option(value) { $0.signed($1) } }
}

/// Stored bytes that can't be read: damage, or a newer format.
public struct RecordFormatError: Error, Sendable, CustomStringConvertible {
    public let description: String
}

/// Reads what ``ByteWriter`` wrote.
struct ByteReader {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func byte() throws(RecordFormatError) -> UInt8 {
        guard position < bytes.count else { throw RecordFormatError(description: "a record ends too early") }
        position += 1
        return bytes[position - 1]
    }

    mutating func unsigned() throws(RecordFormatError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw RecordFormatError(description: "a number in a record is too long") }
        }
    }

    mutating func number() throws(RecordFormatError) -> Int { Int(Int64(bitPattern: try unsigned())) }

    /// How many of something follow; each takes a byte at least.
    mutating func count() throws(RecordFormatError) -> Int {
        let count = try number()
        guard count >= 0, count <= bytes.count - position else {
            throw RecordFormatError(description: "a record ends too early")
        }
        return count
    }

    mutating func signed() throws(RecordFormatError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func data() throws(RecordFormatError) -> [UInt8] {
        let count = try count()
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func text() throws(RecordFormatError) -> String { String(decoding: try data(), as: UTF8.self) }

    mutating func option<Value>(
        _ read: (inout ByteReader) throws(RecordFormatError) -> Value
    ) throws(RecordFormatError) -> Value? {
        switch try byte() {
        case 0: nil
        case 1: try read(&self)
        default: throw RecordFormatError(description: "a record has an unknown option")
        }
    }

    mutating func optionalText() throws(RecordFormatError) -> String? {
        try option { (reader) throws(RecordFormatError) in try reader.text() }
    }

    mutating func optionalSigned() throws(RecordFormatError) -> Int64? {
        try option { (reader) throws(RecordFormatError) in try reader.signed() }
    }
}
