import JSON

/// Writes the body of an answer straight into bytes: an object whose members come one by one.
struct ObjectWriter {
    private(set) var bytes: [UInt8]
    private var isFirst = true

    init(reserving capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    static var empty: [UInt8] { [UInt8(ascii: "{"), UInt8(ascii: "}")] }

    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func name(_ name: StaticString) {
        if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func add(_ member: StaticString, _ text: String) {
        name(member)
        JSONValue.write(text, to: &bytes)
    }

    mutating func add(_ member: StaticString, ifPresent text: String?) {
        if let text { add(member, text) }
    }

    mutating func add(_ member: StaticString, _ number: Int64) {
        name(member)
        JSONValue.write(number, to: &bytes)
    }

    mutating func add(_ member: StaticString, _ flag: Bool) {
        name(member)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    mutating func add(_ member: StaticString, _ value: JSONValue) {
        name(member)
        value.write(to: &bytes)
    }

    /// A member whose value is JSON text already.
    mutating func add(_ member: StaticString, json text: String) {
        name(member)
        bytes.append(contentsOf: text.utf8)
    }

    /// A moment, given in milliseconds since 1970: seconds with their fraction, as JSON 1.0 of AWS has it.
    mutating func add(_ member: StaticString, time milliseconds: Int64) {
        name(member)
        Self.write(time: milliseconds, to: &bytes)
    }

    mutating func add(_ member: StaticString, ifPresent milliseconds: Int64?) {
        if let milliseconds { add(member, time: milliseconds) }
    }

    /// A list of objects.
    mutating func add<Element>(
        _ member: StaticString, list elements: some Sequence<Element>, _ each: (Element, inout ObjectWriter) -> Void
    ) {
        name(member)
        bytes.append(UInt8(ascii: "["))
        var follows = false
        for element in elements {
            if follows { bytes.append(UInt8(ascii: ",")) }
            follows = true
            open()
            each(element, &self)
            close()
        }
        bytes.append(UInt8(ascii: "]"))
        isFirst = false
    }

    /// An object within.
    mutating func add(_ member: StaticString, object body: (inout ObjectWriter) -> Void) {
        name(member)
        open()
        body(&self)
        close()
        isFirst = false
    }

    private mutating func open() {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
    }

    private mutating func close() { bytes.append(UInt8(ascii: "}")) }

    static func write(time milliseconds: Int64, to bytes: inout [UInt8]) {
        JSONValue.write(milliseconds / 1000, to: &bytes)
        let rest = milliseconds % 1000
        guard rest > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 100))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
    }
}
