import JSON

/// `[a, b, c..d]`.
final class ArrayExpr: Expr, @unchecked Sendable {
    struct Item: Sendable {
        let value: Expr
        /// An array written within an array stays an item of it.
        let isArray: Bool
    }

    let items: [Item]
    /// In a step of a path, the array isn't flattened into the path's result.
    let isConstructed: Bool

    init(_ items: [Item], isConstructed: Bool, at position: Int) {
        self.items = items
        self.isConstructed = isConstructed
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        var result = Items()
        if items.count > 1 { result.json.reserveCapacity(items.count) }
        for item in items {
            let value = try item.value.evaluate(run, input, frame)
            switch value {
            case .undefined: continue
            case .array(let elements):
                try run.embed(value)
                if item.isArray {
                    result.append(value)
                } else if items.count == 1, !isConstructed {
                    run.leave()
                    return .array(elements)
                } else {
                    result.append(contentsOf: elements)
                }
            case .list(let list):
                try run.embed(value)
                if item.isArray { result.append(value) } else { result.append(contentsOf: list.items) }
            case .object, .record:
                try run.embed(value)
                result.append(value)
            default: result.append(value)
            }
            try run.require(items: result.count)
        }
        run.leave()
        return isConstructed ? .list(List(result, .constructed)) : result.array
    }
}

/// `[first..last]`: whole numbers.
final class RangeExpr: Expr, @unchecked Sendable {
    static let limit = 10_000_000.0

    let first: Expr
    let last: Expr

    init(_ first: Expr, _ last: Expr, at position: Int) {
        self.first = first
        self.last = last
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let from = try first.evaluate(run, input, frame)
        let to = try last.evaluate(run, input, frame)
        run.leave()
        try check(from, code: "T2003")
        try check(to, code: "T2004")
        guard let from = from.number, let to = to.number, from <= to else { return .undefined }
        let size = to - from + 1
        guard size <= Self.limit else {
            throw JSONataError("D2014", at: position, value: Value.json(number: size))
        }
        try run.require(items: Int(size))
        try run.count(steps: Int(size) / 16)
        let start = Int64(from)
        let elements = [JSONValue](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            for index in 0..<Int(size) { buffer.initializeElement(at: index, to: .int(start &+ Int64(index))) }
            count = Int(size)
        }
        return elements.count == 1 ? Value(elements[0]) : .array(elements)
    }

    private func check(_ value: Value, code: String) throws(JSONataError) {
        if value.isUndefined { return }
        guard let number = value.number, number == number.rounded(.towardZero), number.magnitude < 9e15 else {
            throw JSONataError(code, at: position, value: value.json)
        }
    }
}
