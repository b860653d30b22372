/// A JSON value (RFC 8259) that keeps what a workflow must not lose: the order of an object's members, and the text of
/// a number whose form says more than its value.
///
/// Two values are equal when they mean the same: numbers compare by value whatever their form (`1`, `1.0` and `1e0` are
/// equal), objects whatever the order of their members.
@frozen
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// A number written as an integer that fits 64 bits.
    case int(Int64)
    /// A finite number. Its text is the shortest that reads back as the same value.
    case double(Double)
    /// The text of a number that ``int(_:)`` and ``double(_:)`` would change (`1.0`, `1e2`, `9223372036854775808`): it
    /// passes through as it came. Always a valid JSON number; made by the parser only.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The value of a number in any of its three forms; nil where this is not a number.
    @inlinable
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .decimal(let text): Double(text)
        default: nil
        }
    }

    /// The number as an integer, where it is one and fits (`3`, `3.0` and `3e0`, but not `3.5`).
    @inlinable
    public var integer: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        case .decimal(let text): Double(text).flatMap { Int64(exactly: $0) }
        default: nil
        }
    }

    @inlinable public var isNumber: Bool { number != nil }

    @inlinable public var isNull: Bool { if case .null = self { true } else { false } }

    @inlinable public var string: String? { if case .string(let value) = self { value } else { nil } }

    @inlinable public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    @inlinable public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    @inlinable public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The member of an object; nil where there is none, or where this is no object.
    @inlinable
    public subscript(key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element of an array; nil where there is none, or where this is no array.
    @inlinable
    public subscript(index: Int) -> JSONValue? {
        if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
    }
}

extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.string(let a), .string(let b)): ExactText.isSame(a, b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        case (.decimal(let a), .decimal(let b)) where a == b: true
        default: if let a = left.number, let b = right.number { a == b } else { false }
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        case .int, .double, .decimal: hasher.combine(number)
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
