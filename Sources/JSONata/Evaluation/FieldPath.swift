import JSON

/// A path of names only, from the context or from an expression: `order.customer.name`, `$o.total`.
final class FieldPathExpr: Expr {
    let base: Expr?
    /// Whether the base is evaluated for each item of the context (as `%` is, and a variable isn't).
    let mapsOverContext: Bool
    let keys: [FieldKey]

    init(_ base: Expr?, mapsOverContext: Bool = false, _ keys: [FieldKey], at position: Int) {
        self.base = base
        self.mapsOverContext = mapsOverContext
        self.keys = keys
        super.init(at: position)
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
        if case .object(let object) = input, var found = keys[0].find(in: object, run) {
            var index = 1
            while index < keys.count, case .object(let inner) = found {
                guard let next = keys[index].find(in: inner, run) else { return Items() }
                found = next
                index += 1
            }
            guard index < keys.count else {
                if case .array(let elements) = found { return Items(elements) }
                return Items([found])
            }
            guard case .array(let elements) = found else { return Items() }
            var collector = Collector(isLast: false)
            collect(elements, from: index, run, into: &collector)
            try run.count(steps: elements.count)
            return collector.items
        }
        return try findInOther(input, run).itemsOrSelf
    }

    @inline(__always)
    private func find(_ start: Value, _ run: Run) throws(JSONataError) -> Value {
        if case .object(let object) = start { return try find(in: object, run) }
        return try findInOther(start, run)
    }

    private func find(in start: JSONObject, _ run: Run) throws(JSONataError) -> Value {
        guard var found = keys[0].find(in: start, run) else { return .undefined }
        for index in 1..<max(1, keys.count) {
            switch found {
            case .object(let object):
                guard let next = keys[index].find(in: object, run) else { return .undefined }
                found = next
            case .array(let elements): return try collect(elements, from: index, run)
            default: return .undefined
            }
        }
        return Value(found)
    }

    @inline(never)
    private func findInOther(_ start: Value, _ run: Run) throws(JSONataError) -> Value {
        switch start {
        case .array(let elements): return try collect(elements, from: 0, run)
        case .list(let list):
            if list.items.values == nil { return try collect(list.items.json, from: 0, run) }
            return try findInValues(list.items, run)
        case .record: return try findInValues(start.itemsOrSelf, run)
        default: return .undefined
        }
    }

    private func collect(_ elements: [JSONValue], from index: Int, _ run: Run) throws(JSONataError) -> Value {
        var collector = Collector(isLast: true)
        collect(elements, from: index, run, into: &collector)
        try run.count(steps: elements.count)
        return collector.outcome.value.collapsed
    }

    private func collect(_ elements: [JSONValue], from index: Int, _ run: Run, into collector: inout Collector) {
        for element in elements {
            switch element {
            case .object(let object):
                if let found = keys[index].find(in: object, run) { follow(found, after: index, run, into: &collector) }
            case .array(let inner):
                if let found = Lookup.json(inner, keys[index], run) {
                    follow(found, after: index, run, into: &collector)
                }
            default: continue
            }
        }
    }

    @inline(__always)
    private func follow(_ found: JSONValue, after index: Int, _ run: Run, into collector: inout Collector) {
        if index &+ 1 == keys.count {
            collector.add(found)
        } else {
            followFurther(found, index &+ 1, run, into: &collector)
        }
    }

    private func followFurther(_ found: JSONValue, _ index: Int, _ run: Run, into collector: inout Collector) {
        switch found {
        case .object(let object):
            if let next = keys[index].find(in: object, run) { follow(next, after: index, run, into: &collector) }
        case .array(let elements): collect(elements, from: index, run, into: &collector)
        default: return
        }
    }

    /// Step by step, where something on the way is not plain JSON.
    private func findInValues(_ start: Items, _ run: Run) throws(JSONataError) -> Value {
        var items = start
        for index in keys.indices {
            var collector = Collector(isLast: index == keys.count - 1)
            for place in 0..<items.count { collector.add(Lookup.value(items[place], keys[index], run)) }
            try run.count(steps: items.count)
            let outcome = collector.outcome
            if case .array(let value) = outcome { return value }
            items = outcome.items
            if items.isEmpty { return .undefined }
        }
        return items.collapsedSequence
    }
}
