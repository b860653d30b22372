import JSON

/// A path of names only, from the context or from an expression: `order.customer.name`, `$o.total`.
final class FieldPathExpr: Expr, @unchecked Sendable {
    let base: Expr?
    /// Whether the base is evaluated for each item of the context (as `%` is, and a variable isn't).
    let mapsOverContext: Bool
    /// The keys: the first apart, as most paths have no other.
    let first: FieldKey
    let others: [FieldKey]
    private let count: Int

    init(
        _ base: Expr?, mapsOverContext: Bool = false, _ first: FieldKey, _ others: [FieldKey] = [], at position: Int
    ) {
        self.base = base
        self.mapsOverContext = mapsOverContext
        self.first = first
        self.others = others
        count = others.count + 1
        super.init(at: position)
    }

    @inline(__always)
    private func key(_ index: Int) -> FieldKey { index == 0 ? first : others[index &- 1] }

    /// The value where all on the way are objects; nil where the general way must be gone.
    @inline(__always)
    func find(in start: JSONObject, _ hints: UnsafeMutablePointer<Int32>) -> Value? {
        guard var found = first.find(in: start.inPlace, hints) else { return .undefined }
        for index in others.indices {
            switch JSONPlace.kind(found) {
            case .object(let members):
                guard let next = others[index].find(in: members, hints) else { return .undefined }
                found = next
            case .array: return nil
            case .other: return .undefined
            }
        }
        return Value(found.pointee)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.require(levels: 2)
        guard let base else { return try find(input, run) }
        if mapsOverContext, let context = input.items { return try map(context, base, run, frame) }
        return try find(try base.evaluate(run, input, frame), run)
    }

    private func map(_ context: Items, _ base: Expr, _ run: Run, _ frame: Frame) throws(JSONataError) -> Value {
        var collector = Collector(isLast: false)
        for index in 0..<context.count { collector.add(try base.evaluate(run, context[index], frame)) }
        return try findInOther(collector.items.array, run)
    }

    /// What the path finds as the beginning of a longer one: flattened, even where it is a single array.
    func items(_ input: Value, _ run: Run) throws(JSONataError) -> Items {
        guard case .object(let object) = input else { return try findInOther(input, run).itemsOrSelf }
        var collector = Collector(isLast: false)
        let hints = run.hints
        if let found = first.find(in: object.inPlace, hints) { follow(found, after: 0, hints, into: &collector) }
        try run.count(steps: collector.items.count)
        return collector.items
    }

    @inline(__always)
    private func find(_ start: Value, _ run: Run) throws(JSONataError) -> Value {
        if case .object(let object) = start { return try find(in: object, run) }
        return try findInOther(start, run)
    }

    private func find(in start: JSONObject, _ run: Run) throws(JSONataError) -> Value {
        let hints = run.hints
        guard var found = first.find(in: start.inPlace, hints) else { return .undefined }
        for index in 1..<max(1, count) {
            switch JSONPlace.kind(found) {
            case .object(let members):
                guard let next = key(index).find(in: members, hints) else { return .undefined }
                found = next
            case .array(let elements): return try collect(elements, from: index, run)
            case .other: return .undefined
            }
        }
        return Value(found.pointee)
    }

    @inline(never)
    private func findInOther(_ start: Value, _ run: Run) throws(JSONataError) -> Value {
        switch start {
        case .array(let elements):
            return try withExtendedLifetime(elements) { () throws(JSONataError) in
                try collect(elements.withUnsafeBufferPointer { $0 }, from: 0, run)
            }
        case .list(let list):
            if list.items.values == nil {
                return try withExtendedLifetime(list) { () throws(JSONataError) in
                    try collect(list.items.json.withUnsafeBufferPointer { $0 }, from: 0, run)
                }
            }
            return try findInValues(list.items, run)
        case .record: return try findInValues(start.itemsOrSelf, run)
        default: return .undefined
        }
    }

    private func collect(
        _ elements: UnsafeBufferPointer<JSONValue>, from index: Int, _ run: Run
    ) throws(JSONataError) -> Value {
        var collector = Collector(isLast: true)
        collect(elements, from: index, run.hints, into: &collector)
        try run.count(steps: elements.count)
        return collector.outcome.value.collapsed
    }

    private func collect(
        _ elements: UnsafeBufferPointer<JSONValue>, from index: Int, _ hints: UnsafeMutablePointer<Int32>,
        into collector: inout Collector
    ) {
        guard let base = elements.baseAddress else { return }
        for place in 0..<elements.count {
            switch JSONPlace.kind(base + place) {
            case .object(let members):
                if let found = key(index).find(in: members, hints) {
                    follow(found, after: index, hints, into: &collector)
                }
            case .array(let inner):
                guard let found = Lookup.json(inner, key(index), hints) else { continue }
                withUnsafePointer(to: found) { follow($0, after: index, hints, into: &collector) }
            case .other: continue
            }
        }
    }

    @inline(__always)
    private func follow(
        _ found: UnsafePointer<JSONValue>, after index: Int, _ hints: UnsafeMutablePointer<Int32>,
        into collector: inout Collector
    ) {
        if index &+ 1 == count {
            collector.add(found.pointee)
        } else {
            followFurther(found, index &+ 1, hints, into: &collector)
        }
    }

    private func followFurther(
        _ found: UnsafePointer<JSONValue>, _ index: Int, _ hints: UnsafeMutablePointer<Int32>,
        into collector: inout Collector
    ) {
        switch JSONPlace.kind(found) {
        case .object(let members):
            if let next = key(index).find(in: members, hints) { follow(next, after: index, hints, into: &collector) }
        case .array(let elements): collect(elements, from: index, hints, into: &collector)
        case .other: return
        }
    }

    /// Step by step, where something on the way is not plain JSON.
    private func findInValues(_ start: Items, _ run: Run) throws(JSONataError) -> Value {
        var items = start
        for index in 0..<count {
            var collector = Collector(isLast: index == count - 1)
            for place in 0..<items.count { collector.add(Lookup.value(items[place], key(index), run)) }
            try run.count(steps: items.count)
            let outcome = collector.outcome
            if case .array(let value) = outcome { return value }
            items = outcome.items
            if items.isEmpty { return .undefined }
        }
        return items.collapsedSequence
    }
}
