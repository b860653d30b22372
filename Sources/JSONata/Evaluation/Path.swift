import JSON

/// A path whose steps do more than name fields.
final class PathExpr: Expr, @unchecked Sendable {
    /// The names that the path begins with.
    let start: FieldPathExpr?
    let steps: [Step]
    /// Whether the first step is a variable, which doesn't map over the context.
    let startsWithVariable: Bool
    let keepsSingleton: Bool
    let keepsArray: Bool
    let group: ObjectExpr?

    init(
        start: FieldPathExpr?, _ steps: [Step], startsWithVariable: Bool, keepsSingleton: Bool, keepsArray: Bool,
        group: ObjectExpr?,
        at position: Int
    ) {
        self.start = start
        self.steps = steps
        self.startsWithVariable = startsWithVariable
        self.keepsSingleton = keepsSingleton
        self.keepsArray = keepsArray
        self.group = group
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        var value = try follow(run, input, frame)
        if keepsSingleton { value = Self.keptSingleton(value) }
        if let group { value = try group.group(run, value, frame) }
        run.leave()
        if keepsArray { value = Self.keptArray(value) }
        return value.collapsed
    }

    private func follow(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var items: Items
        if let start {
            items = try start.items(input, run)
            if items.isEmpty { return .undefined }
        } else {
            items = Self.context(input, startsWithVariable: startsWithVariable)
        }
        let last = steps.count - 1
        for index in 0...last {
            let outcome: StepOutcome
            if index == 0, start == nil, steps[0].isConstructedArray {
                let context = input.isArray ? input : Value.list(List(items, .sequence))
                outcome = .array(try steps[0].evaluate(run, context, frame))
            } else {
                outcome = try steps[index].apply(run, items, frame, isLast: index == last)
            }
            if index == last { return outcome.value }
            if outcome.isEmpty { return outcome.value }
            items = outcome.items
        }
        return .undefined
    }

    /// What the first step maps over.
    static func context(_ input: Value, startsWithVariable: Bool) -> Items {
        if !startsWithVariable, let items = input.items { return items }
        var items = Items()
        items.append(input)
        return items
    }

    /// Marks a sequence to stay an array; a constructed array becomes the single item of one.
    static func keptSingleton(_ value: Value) -> Value {
        guard case .list(let list) = value else { return value }
        if list.marks.contains(.sequence) { return .list(List(list.items, list.marks.union(.keepsSingleton))) }
        guard list.marks.contains(.constructed) else { return value }
        var items = Items()
        items.append(value)
        return .list(List(items, [.sequence, .keepsSingleton]))
    }

    static func keptArray(_ value: Value) -> Value {
        guard case .list(let list) = value, list.marks.contains(.sequence) else { return value }
        return .list(List(list.items, list.marks.union(.keepsSingleton)))
    }
}
