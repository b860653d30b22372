import JSON

/// A predicate: picks items by position or by a condition.
final class Filter: Sendable {
    enum Kind: Sendable {
        /// A position written as a number.
        case position(Int)
        /// An expression that is only ever true or false.
        case condition(Expr)
        /// An expression that may also evaluate to positions.
        case any(Expr)
    }

    let kind: Kind

    init(_ expression: Expr) {
        if case .some(let constant) = expression.constant, let number = constant.number {
            kind = .position(number.magnitude < 1e15 ? Int(number.rounded(.down)) : Int.max)
        } else if expression.isCondition {
            kind = .condition(expression)
        } else {
            kind = .any(expression)
        }
    }

    /// The items that the predicate keeps; an array that a position picks is the result itself.
    func apply(_ run: Run, to value: Value, _ frame: Frame) throws(JSONataError) -> Value {
        switch value {
        case .undefined: return .undefined
        case .tuples(let stream): return .tuples(TupleStream(try apply(run, to: stream.tuples, frame)))
        case .array(let elements):
            if case .position(let position) = kind {
                let index = position < 0 ? position &+ elements.count : position
                guard elements.indices.contains(index) else { return Items().sequence }
                if case .array(let inner) = elements[index] { return .array(inner) }
                return Items([elements[index]]).sequence
            }
            var result = Items()
            try select(run, from: elements, into: &result, frame)
            return result.sequence
        default:
            let items = value.itemsOrSelf
            if case .position(let position) = kind {
                let index = position < 0 ? position &+ items.count : position
                guard index >= 0, index < items.count else { return Items().sequence }
                let item = items[index]
                if item.isArray { return item }
                var result = Items()
                result.append(item)
                return result.sequence
            }
            var result = Items()
            if items.values == nil {
                try select(run, from: items.json, into: &result, frame)
            } else {
                for index in 0..<items.count {
                    let item = items[index]
                    for _ in 0..<(try matches(run, item, at: index, of: items.count, frame)) { result.append(item) }
                }
            }
            return result.sequence
        }
    }

    /// The items of plain JSON that a predicate other than a position keeps.
    func select(
        _ run: Run, from elements: [JSONValue], into result: inout Items, _ frame: Frame
    ) throws(JSONataError) {
        if case .condition(let expression) = kind {
            for element in elements where try expression.test(run, Value(element), frame) { result.append(element) }
            try run.count(steps: elements.count)
            return
        }
        for index in elements.indices {
            let times = try matches(run, Value(elements[index]), at: index, of: elements.count, frame)
            for _ in 0..<times { result.append(elements[index]) }
        }
        try run.count(steps: elements.count)
    }

    func apply(_ run: Run, to tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> [Tuple] {
        if case .position(let position) = kind {
            let index = position < 0 ? position &+ tuples.count : position
            return tuples.indices.contains(index) ? [tuples[index]] : []
        }
        var result: [Tuple] = []
        var scratch = TupleFrame(parent: frame)
        for index in tuples.indices {
            let inner = scratch.frame(tuples[index].bindings)
            for _ in 0..<(try matches(run, tuples[index].value, at: index, of: tuples.count, inner)) {
                result.append(tuples[index])
            }
        }
        try run.count(steps: tuples.count)
        return result
    }

    /// How often an item is kept: a position that is given twice picks its item twice.
    private func matches(
        _ run: Run, _ item: Value, at index: Int, of count: Int, _ frame: Frame
    ) throws(JSONataError) -> Int {
        switch kind {
        case .position(let position): return (position < 0 ? position &+ count : position) == index ? 1 : 0
        case .condition(let expression): return try expression.test(run, item, frame) ? 1 : 0
        case .any(let expression):
            let result = try expression.evaluate(run, item, frame)
            if let number = result.number {
                try Numbers.requireFinite(number, run)
                return Self.isAt(index, number, count) ? 1 : 0
            }
            guard let positions = result.items else { return Truth.of(result) == true ? 1 : 0 }
            var times = 0
            for place in 0..<positions.count {
                guard let number = positions[place].number else { return Truth.of(result) == true ? 1 : 0 }
                if Self.isAt(index, number, count) { times += 1 }
            }
            return times
        }
    }

    private static func isAt(_ index: Int, _ number: Double, _ count: Int) -> Bool {
        let place = number.rounded(.down)
        return (place < 0 ? place + Double(count) : place) == Double(index)
    }
}

/// Makes the frames in which the parts of a stream's tuples are evaluated, one again and again as long as nothing captures it.
struct TupleFrame {
    let parent: Frame
    private var current: Frame?

    init(parent: Frame) { self.parent = parent }

    mutating func frame(_ bindings: Binding?) -> Frame {
        if current != nil, isKnownUniquelyReferenced(&current), let current {
            current.header.tuple = bindings
            return current
        }
        let fresh = Frame.make(slots: 0, parent: parent, tuple: bindings)
        current = fresh
        return fresh
    }
}
