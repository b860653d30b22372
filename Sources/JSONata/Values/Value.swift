import JSON

/// A value during evaluation.
///
/// What came as JSON stays JSON, shared and uncopied. ``list(_:)`` and ``record(_:)`` are the arrays and objects that JSON can't
/// express: those that hold functions, or that carry one of JSONata's marks.
enum Value {
    case undefined
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
    case list(List)
    case record(Record)
    case function(Function)
    case tuples(TupleStream)
    /// The content of a variable's slot before the first assignment.
    case unbound
}

extension Value {
    @inline(__always)
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .decimal(let text): self = .double(Double(text) ?? .nan)
        case .string(let value): self = .string(value)
        case .array(let elements): self = .array(elements)
        case .object(let object): self = .object(object)
        }
    }

    init(_ json: JSONValue?) {
        if let json { self.init(json) } else { self = .undefined }
    }

    @inline(__always)
    init(count: Int) { self = .int(Int64(count)) }

    /// A whole number becomes an integer again where doubles hold it exactly.
    @inline(__always)
    static func json(number: Double) -> JSONValue {
        if number.magnitude < 9_007_199_254_740_992, case let whole = number.rounded(.towardZero), whole == number {
            return .int(Int64(whole))
        }
        return .double(number)
    }

    /// The value as JSON, where that loses nothing (no mark, no function) and costs nothing.
    @inline(__always)
    var plainJSON: JSONValue? {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): Self.json(number: value)
        case .string(let value): .string(value)
        case .array(let elements): .array(elements)
        case .object(let object): .object(object)
        case .undefined, .list, .record, .function, .tuples, .unbound: nil
        }
    }

    var isUndefined: Bool {
        @inline(__always) get { if case .undefined = self { true } else { false } }
    }

    /// The value of a number.
    var number: Double? {
        @inline(__always) get {
            switch self {
            case .int(let value): Double(value)
            case .double(let value): value
            default: nil
            }
        }
    }

    var isArray: Bool {
        switch self {
        case .array, .list: true
        default: false
        }
    }

    var isObject: Bool {
        switch self {
        case .object, .record: true
        default: false
        }
    }

    /// The items of an array in either form.
    var items: Items? {
        switch self {
        case .array(let elements): Items(elements)
        case .list(let list): list.items
        default: nil
        }
    }

    /// The items of an array; of any other value, itself.
    var itemsOrSelf: Items {
        switch self {
        case .array(let elements): return Items(elements)
        case .list(let list): return list.items
        case .undefined: return Items()
        default:
            var items = Items()
            items.append(self)
            return items
        }
    }

    /// A sequence with no item is undefined, one with a single item is that item, unless it is to stay an array.
    @inline(__always)
    var collapsed: Value {
        guard case .list(let list) = self, list.marks.contains(.sequence) else { return self }
        return list.collapsed
    }
}
