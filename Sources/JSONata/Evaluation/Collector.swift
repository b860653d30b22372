import JSON

/// Gathers the results of a step: flattened by one level, save that a single array as the only result of the last step stays as it is.
struct Collector {
    private(set) var items = Items()
    private var results = 0
    private var sole: Value?
    private let isLast: Bool

    init(isLast: Bool) { self.isLast = isLast }

    @inline(__always)
    mutating func add(_ value: JSONValue) {
        results &+= 1
        if case .array(let elements) = value {
            addArray(.array(elements))
        } else {
            if sole != nil { flush() }
            items.append(value)
        }
    }

    @inline(__always)
    mutating func add(_ value: Value) {
        switch value {
        case .undefined: return
        case .array, .list:
            results &+= 1
            addArray(value)
        default:
            results &+= 1
            if sole != nil { flush() }
            items.append(value)
        }
    }

    private mutating func addArray(_ value: Value) {
        if isLast, results == 1, !value.isSequence {
            sole = value
        } else {
            if sole != nil { flush() }
            items.appendFlattened(value)
        }
    }

    /// Appends items that a filter kept: one result, already a sequence.
    mutating func add(sequence: Items) {
        results &+= 1
        if sole != nil { flush() }
        items.append(contentsOf: sequence)
    }

    private mutating func flush() {
        if let sole { items.appendFlattened(sole) }
        sole = nil
    }

    /// The results as items, or as the array that is the only one of them.
    var outcome: StepOutcome {
        if let sole { return .array(sole) }
        return .sequence(items)
    }
}

enum StepOutcome {
    case sequence(Items)
    case array(Value)

    var isEmpty: Bool {
        switch self {
        case .sequence(let items): items.isEmpty
        case .array(let value): value.items?.isEmpty ?? true
        }
    }

    var items: Items {
        switch self {
        case .sequence(let items): items
        case .array(let value): value.itemsOrSelf
        }
    }

    var value: Value {
        switch self {
        case .sequence(let items): items.sequence
        case .array(let value): value
        }
    }
}

extension Value {
    var isSequence: Bool {
        if case .list(let list) = self { list.marks.contains(.sequence) } else { false }
    }
}
