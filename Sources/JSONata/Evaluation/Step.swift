import JSON

/// One step of a path.
final class Step: Sendable {
    enum Kind: Sendable {
        case name(FieldKey)
        case expression(Expr)
        case sort(Sorter)
        /// `**.name`.
        case descendantName(FieldKey)
    }

    /// What follows a step: a predicate, or (in tuple streams) a name for the positions.
    enum Stage: Sendable {
        case filter(Filter)
        case index(key: Int)
    }

    let kind: Kind
    let stages: [Stage]
    /// `@$name`, `#$name` and the label of an ancestor: the keys that the step binds in tuples.
    let focus: Int?
    let index: Int?
    let ancestor: Int?
    let isTuple: Bool
    let isConstructedArray: Bool

    init(
        _ kind: Kind, stages: [Stage], focus: Int? = nil, index: Int? = nil, ancestor: Int? = nil,
        isTuple: Bool = false,
        isConstructedArray: Bool = false
    ) {
        self.kind = kind
        self.stages = stages
        self.focus = focus
        self.index = index
        self.ancestor = ancestor
        self.isTuple = isTuple
        self.isConstructedArray = isConstructedArray
    }

    /// Evaluates the step for one item of the context.
    @inline(__always)
    func evaluate(_ run: Run, _ item: Value, _ frame: Frame) throws(JSONataError) -> Value {
        switch kind {
        case .name(let key):
            try run.require(levels: 1)
            return Lookup.value(item, key, run)
        case .expression(let expression): return try expression.evaluate(run, item, frame)
        case .sort, .descendantName: return item
        }
    }

    /// Evaluates the step for each item that the steps before it gave.
    func apply(_ run: Run, _ input: Items, _ frame: Frame, isLast: Bool) throws(JSONataError) -> StepOutcome {
        if case .sort(let sorter) = kind {
            var sorted = try sorter.sort(run, input, frame).sequence
            for case .filter(let filter) in stages { sorted = try filter.apply(run, to: sorted, frame) }
            return .sequence(sorted.itemsOrSelf)
        }
        var collector = Collector(isLast: isLast)
        if case .descendantName(let key) = kind {
            try run.require(levels: 1)
            for index in 0..<input.count { Self.collect(key, within: input[index], run, &collector) }
            try run.count(steps: input.count + collector.items.count)
            return collector.outcome
        }
        if input.values == nil {
            for item in input.json { try add(run, Value(item), frame, to: &collector) }
        } else {
            for index in 0..<input.count { try add(run, input[index], frame, to: &collector) }
        }
        try run.count(steps: input.count)
        try run.require(items: collector.items.count)
        return collector.outcome
    }

    @inline(__always)
    private func add(_ run: Run, _ item: Value, _ frame: Frame, to collector: inout Collector) throws(JSONataError) {
        var result = try evaluate(run, item, frame)
        for case .filter(let filter) in stages { result = try filter.apply(run, to: result, frame) }
        collector.add(result)
    }

    /// Looks a name up in all objects within a value, in the order in which `**` gives them.
    private static func collect(_ key: FieldKey, within value: Value, _ run: Run, _ collector: inout Collector) {
        switch value {
        case .object(let object): collect(key, within: object.inPlace, run.hints, &collector)
        case .array(let elements):
            elements.withUnsafeBufferPointer { elements in
                guard let base = elements.baseAddress else { return }
                for index in 0..<elements.count { collect(key, within: base + index, run.hints, &collector) }
            }
        default:
            if let items = value.items {
                for index in 0..<items.count { collect(key, within: items[index], run, &collector) }
            } else {
                collector.add(Lookup.value(value, key, run))
                for member in value.members { collect(key, within: member.value, run, &collector) }
            }
        }
    }

    private static func collect(
        _ key: FieldKey, within members: Members, _ hints: UnsafeMutablePointer<Int32>, _ collector: inout Collector
    ) {
        if let found = key.find(in: members, hints) { collector.add(found.pointee) }
        guard let base = members.baseAddress else { return }
        for index in 0..<members.count {
            collect(key, within: FieldKey.value(base + index), hints, &collector)
        }
    }

    private static func collect(
        _ key: FieldKey, within place: UnsafePointer<JSONValue>, _ hints: UnsafeMutablePointer<Int32>,
        _ collector: inout Collector
    ) {
        switch JSONPlace.kind(place) {
        case .object(let members): collect(key, within: members, hints, &collector)
        case .array(let elements):
            guard let base = elements.baseAddress else { return }
            for index in 0..<elements.count { collect(key, within: base + index, hints, &collector) }
        case .other: return
        }
    }
}
