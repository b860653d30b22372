import JSON

/// A path that binds variables on its way (`@`, `#`) or that something looks up its ancestors in (`%`): a stream of tuples.
final class TuplePathExpr: Expr, @unchecked Sendable {
    let steps: [Step]
    let startsWithVariable: Bool
    let keepsSingleton: Bool
    let keepsArray: Bool
    let group: ObjectExpr?
    /// Whether the path's own user needs the tuples (they carry ancestors).
    let isStream: Bool

    init(
        _ steps: [Step], startsWithVariable: Bool, keepsSingleton: Bool, keepsArray: Bool, group: ObjectExpr?,
        isStream: Bool, at position: Int
    ) {
        self.steps = steps
        self.startsWithVariable = startsWithVariable
        self.keepsSingleton = keepsSingleton
        self.keepsArray = keepsArray
        self.group = group
        self.isStream = isStream
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        var items = PathExpr.context(input, startsWithVariable: startsWithVariable)
        var tuples: [Tuple]?
        for index in steps.indices {
            let step = steps[index]
            if tuples == nil, !step.isTuple {
                let outcome: StepOutcome
                if index == 0, step.isConstructedArray {
                    let context = input.isArray ? input : Value.list(List(items, .sequence))
                    outcome = .array(try step.evaluate(run, context, frame))
                } else {
                    outcome = try step.apply(run, items, frame, isLast: index == steps.count - 1)
                }
                if outcome.isEmpty {
                    run.leave()
                    return try finish(run, tuples: nil, value: outcome.value, frame)
                }
                items = outcome.items
            } else if index == 0, step.isConstructedArray {
                let context = input.isArray ? input : Value.list(List(items, .sequence))
                let value = try step.evaluate(run, context, Frame.make(slots: 0, parent: frame))
                items = value.itemsOrSelf
                tuples = try applyStages(run, step, items.all.map { Tuple(value: $0, bindings: nil) }, frame)
            } else {
                tuples = try apply(run, step, items, tuples, frame)
            }
        }
        let result = try finish(run, tuples: tuples ?? [], value: .undefined, frame)
        run.leave()
        return result
    }

    private func finish(
        _ run: Run, tuples: [Tuple]?, value: Value, _ frame: Frame
    ) throws(JSONataError) -> Value {
        var result = value
        if let tuples {
            if isStream || group != nil {
                result = .tuples(TupleStream(tuples))
            } else {
                var items = Items()
                for tuple in tuples where !tuple.value.isUndefined { items.append(tuple.value) }
                result = items.sequence
            }
        }
        if keepsSingleton { result = PathExpr.keptSingleton(result) }
        if let group {
            // The group is compiled for the scope of a tuple; where no stream came about, it has no variables.
            let scope: Frame = if case .tuples = result { frame } else { Frame.make(slots: 0, parent: frame) }
            result = try group.group(run, result, scope)
        }
        if keepsArray { result = PathExpr.keptArray(result) }
        return result.collapsed
    }

    private func apply(
        _ run: Run, _ step: Step, _ input: Items, _ tuples: [Tuple]?, _ frame: Frame
    ) throws(JSONataError) -> [Tuple] {
        if case .sort(let sorter) = step.kind {
            return try applyStages(run, step, try sort(run, step, sorter, input, tuples, frame), frame)
        }
        var result: [Tuple] = []
        var scratch = TupleFrame(parent: frame)
        if let tuples {
            for tuple in tuples {
                let value = try step.evaluate(run, tuple.value, scratch.frame(tuple.bindings))
                Self.extend(tuple, with: value, step, into: &result)
            }
            try run.count(steps: tuples.count)
        } else {
            for index in 0..<input.count {
                let tuple = Tuple(value: input[index], bindings: nil)
                let value = try step.evaluate(run, tuple.value, scratch.frame(nil))
                Self.extend(tuple, with: value, step, into: &result)
            }
            try run.count(steps: input.count)
        }
        try run.count(steps: result.count)
        try run.require(items: result.count)
        return try applyStages(run, step, result, frame)
    }

    private func sort(
        _ run: Run, _ step: Step, _ sorter: Sorter, _ input: Items, _ tuples: [Tuple]?, _ frame: Frame
    ) throws(JSONataError) -> [Tuple] {
        if let tuples { return try sorter.sort(run, tuples, frame) }
        let sorted = try sorter.sort(run, input, Frame.make(slots: 0, parent: frame))
        return (0..<sorted.count).map { place in
            Tuple(value: sorted[place], bindings: step.index.map { Binding($0, Value(count: place), nil) })
        }
    }

    /// Adds a tuple for each item that a step found from one tuple.
    private static func extend(_ tuple: Tuple, with value: Value, _ step: Step, into result: inout [Tuple]) {
        switch value {
        case .undefined: return
        case .tuples(let stream):
            for inner in stream.tuples {
                result.append(Tuple(value: inner.value, bindings: merge(inner.bindings, over: tuple.bindings)))
            }
        case .array(let elements):
            for place in elements.indices { append(tuple, Value(elements[place]), place, step, to: &result) }
        case .list(let list):
            for place in 0..<list.items.count { append(tuple, list.items[place], place, step, to: &result) }
        default: append(tuple, value, 0, step, to: &result)
        }
    }

    @inline(__always)
    private static func append(
        _ tuple: Tuple, _ item: Value, _ place: Int, _ step: Step, to result: inout [Tuple]
    ) {
        var next = tuple
        if let focus = step.focus {
            next.bindings = Binding(focus, item, next.bindings)
        } else {
            next.value = item
        }
        if let index = step.index { next.bindings = Binding(index, Value(count: place), next.bindings) }
        if let ancestor = step.ancestor { next.bindings = Binding(ancestor, tuple.value, next.bindings) }
        result.append(next)
    }

    private static func merge(_ inner: Binding?, over outer: Binding?) -> Binding? {
        guard let inner else { return outer }
        guard let outer else { return inner }
        return Binding(inner.key, inner.value, merge(inner.next, over: outer))
    }

    private func applyStages(
        _ run: Run, _ step: Step, _ tuples: [Tuple], _ frame: Frame
    ) throws(JSONataError) -> [Tuple] {
        var tuples = tuples
        for stage in step.stages {
            switch stage {
            case .filter(let filter): tuples = try filter.apply(run, to: tuples, frame)
            case .index(let key):
                for place in tuples.indices {
                    tuples[place].bindings = Binding(key, Value(count: place), tuples[place].bindings)
                }
            }
        }
        return tuples
    }
}
