/// An expression that isn't a path, followed by predicates, `[]` or a group.
final class FilteredExpr: Expr {
    let base: Expr
    let filters: [Filter]
    let group: ObjectExpr?
    let keepsArray: Bool

    init(_ base: Expr, filters: [Filter], group: ObjectExpr?, keepsArray: Bool, at position: Int) {
        self.base = base
        self.filters = filters
        self.group = group
        self.keepsArray = keepsArray
        super.init(at: position)
    }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var result = try base.evaluateRaw(run, input, frame)
        for filter in filters { result = try filter.apply(run, to: result, frame) }
        if let group { result = try group.group(run, result, frame) }
        guard keepsArray else { return result }
        // Only a sequence is marked: an ordinary value stays as it is.
        if case .list(let list) = result, list.marks.contains(.sequence), list.items.count == 1 {
            return .list(List(list.items, list.marks.union(.keepsSingleton)))
        }
        return result
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }
}
