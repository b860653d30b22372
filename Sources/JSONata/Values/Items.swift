import JSON

/// A run of values: plain JSON as long as it can be, which is nearly always.
struct Items {
    var json: [JSONValue]
    /// All of the items, once one of them is not plain JSON; then ``json`` is empty.
    var values: [Value]?

    @inline(__always)
    init() {
        json = []
        values = nil
    }

    @inline(__always)
    init(_ json: [JSONValue]) {
        self.json = json
        values = nil
    }

    init(_ values: [Value]) {
        self.init()
        json.reserveCapacity(values.count)
        for value in values { append(value) }
    }

    @inline(__always)
    var count: Int { values?.count ?? json.count }

    @inline(__always)
    var isEmpty: Bool { count == 0 }

    @inline(__always)
    subscript(index: Int) -> Value {
        if let values { return values[index] }
        return Value(json[index])
    }

    @inline(__always)
    mutating func append(_ value: Value) {
        if values == nil, let plain = value.plainJSON {
            json.append(plain)
        } else {
            appendMarked(value)
        }
    }

    @inline(never)
    private mutating func appendMarked(_ value: Value) {
        if values == nil {
            values = json.map { Value($0) }
            json = []
        }
        values?.append(value)
    }

    @inline(__always)
    mutating func append(_ value: JSONValue) {
        if values == nil { json.append(value) } else { appendMarked(Value(value)) }
    }

    mutating func append(contentsOf elements: [JSONValue]) {
        if values == nil {
            // The first elements are shared, not copied.
            if json.isEmpty { json = elements } else { json.append(contentsOf: elements) }
        } else {
            for element in elements { appendMarked(Value(element)) }
        }
    }

    mutating func append(contentsOf other: Items) {
        if let values = other.values {
            for value in values { append(value) }
        } else {
            append(contentsOf: other.json)
        }
    }

    /// Appends a value, or its items where it is an array: flattening by one level. Constructed arrays stay whole.
    @inline(__always)
    mutating func appendFlattened(_ value: Value) {
        switch value {
        case .array(let elements): append(contentsOf: elements)
        case .list(let list) where !list.marks.contains(.constructed): append(contentsOf: list.items)
        default: append(value)
        }
    }

    /// An ordinary array.
    var array: Value {
        if values != nil { return .list(List(self, [])) }
        return .array(json)
    }

    /// A sequence that collapses when it is the result of an expression.
    @inline(__always)
    var sequence: Value {
        // With two or more items, a sequence can't be told from an array.
        if values == nil, json.count > 1 { return .array(json) }
        return .list(List(self, .sequence))
    }

    /// A sequence, collapsed at once.
    @inline(__always)
    var collapsedSequence: Value {
        if values == nil {
            switch json.count {
            case 0: return .undefined
            case 1: return Value(json[0])
            default: return .array(json)
            }
        }
        return sequence.collapsed
    }

    func mapped(_ body: (Value) throws(JSONataError) -> Value) throws(JSONataError) -> Items {
        var result = Items()
        for index in 0..<count { result.append(try body(self[index])) }
        return result
    }

    var all: [Value] { values ?? json.map { Value($0) } }
}
