import JSON

/// Writes the body of an answer straight as text: an object whose members come one by one.
struct ObjectWriter: ~Copyable {
    private var text: JSONText
    private var isFirst = true

    init(reserving capacity: Int = 256) {
        text = JSONText(reserving: capacity)
        text.append(ascii: "{")
    }

    static var empty: [UInt8] { [UInt8(ascii: "{"), UInt8(ascii: "}")] }

    consuming func finish() -> [UInt8] {
        text.append(ascii: "}")
        return text.bytes()
    }

    private mutating func name(_ name: StaticString) {
        if isFirst { isFirst = false } else { text.append(ascii: ",") }
        text.append(ascii: "\"")
        text.append(literal: name)
        text.append(literal: "\":")
    }

    mutating func add(_ member: StaticString, _ value: String) {
        name(member)
        text.write(value)
    }

    mutating func add(_ member: StaticString, ifPresent value: String?) {
        if let value { add(member, value) }
    }

    mutating func add(_ member: StaticString, _ number: Int64) {
        name(member)
        text.write(number)
    }

    mutating func add(_ member: StaticString, _ flag: Bool) {
        name(member)
        text.append(literal: flag ? "true" : "false")
    }

    mutating func add(_ member: StaticString, _ value: JSONValue) {
        name(member)
        text.write(value)
    }

    /// A member whose value is JSON text already.
    mutating func add(_ member: StaticString, json value: String) {
        name(member)
        text.append(value)
    }

    /// A moment, given in milliseconds since 1970: seconds with their fraction, as JSON 1.0 of AWS has it.
    mutating func add(_ member: StaticString, time milliseconds: Int64) {
        name(member)
        write(time: milliseconds)
    }

    mutating func add(_ member: StaticString, ifPresent milliseconds: Int64?) {
        if let milliseconds { add(member, time: milliseconds) }
    }

    /// A list of objects.
    mutating func add<Element>(
        _ member: StaticString, list elements: some Sequence<Element>, _ each: (Element, inout ObjectWriter) -> Void
    ) {
        name(member)
        text.append(ascii: "[")
        var follows = false
        for element in elements {
            if follows { text.append(ascii: ",") }
            follows = true
            open()
            each(element, &self)
            close()
        }
        text.append(ascii: "]")
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
        text.append(ascii: "{")
        isFirst = true
    }

    private mutating func close() { text.append(ascii: "}") }

    private mutating func write(time milliseconds: Int64) {
        text.write(milliseconds / 1000)
        let rest = milliseconds % 1000
        guard rest > 0 else { return }
        text.append(ascii: ".")
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 100))
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 10 % 10))
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
    }
}
