/// An expression that isn't a path, followed by predicates, `[]` or a group.
final class FilteredExpr: Expr, @unchecked Sendable {
    let base: Expr
    let filters: [Filter]
    let group: ObjectExpr?
    let keepsArray: Bool
    /// Whether filters and group are compiled for the scope of a tuple, which there is then always to be a frame for.
    let isTupleScoped: Bool

    init(
        _ base: Expr, filters: [Filter], group: ObjectExpr?, keepsArray: Bool, isTupleScoped: Bool,
        at position: Int
    ) {
        self.base = base
        self.filters = filters
        self.group = group
        self.keepsArray = keepsArray
        self.isTupleScoped = isTupleScoped
        super.init(at: position)
    }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var result = try base.evaluateRaw(run, input, frame)
        for filter in filters { result = try filter.apply(run, to: result, scope(of: result, frame)) }
        if let group { result = try group.group(run, result, scope(of: result, frame)) }
        guard keepsArray else { return result }
        // Only a sequence is marked: an ordinary value stays as it is.
        if case .list(let list) = result, list.marks.contains(.sequence), list.items.count == 1 {
            return .list(List(list.items, list.marks.union(.keepsSingleton)))
        }
        return result
    }

    /// A stream makes a frame for each of its tuples; any other value is taken as a tuple without variables.
    private func scope(of value: Value, _ frame: Frame) -> Frame {
        if case .tuples = value { return frame }
        return isTupleScoped ? Frame.make(slots: 0, parent: frame) : frame
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }
}
