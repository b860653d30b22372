import JSON

extension Builtin {
    static let aggregateFunctions: [Builtin] = [
        Builtin("sum", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items else { return .undefined }
            return .double(Aggregate.sum(items, call.run))
        },
        Builtin("count", "<a:n>", arity: 1) { call throws(JSONataError) in
            Value(count: call[0].items?.count ?? 0)
        },
        Builtin("max", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
            Aggregate.best(call[0]) { $0 > $1 }
        },
        Builtin("min", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
            Aggregate.best(call[0]) { $0 < $1 }
        },
        Builtin("average", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items, !items.isEmpty else { return .undefined }
            return .double(Aggregate.sum(items, call.run) / Double(items.count))
        },
    ]
}

enum Aggregate {
    static func sum(_ items: Items, _ run: Run) -> Double {
        var total = 0.0
        if items.values == nil {
            for item in items.json { total += item.number ?? 0 }
        } else {
            for index in 0..<items.count { total += items[index].number ?? 0 }
        }
        if !total.isFinite { run.hasNonFinite = true }
        return total
    }

    static func best(_ value: Value, _ isBetter: (Double, Double) -> Bool) -> Value {
        guard let items = value.items, !items.isEmpty else { return .undefined }
        var best: Double?
        for index in 0..<items.count {
            guard let number = items[index].number else { continue }
            if let current = best, !isBetter(number, current) { continue }
            best = number
        }
        return best.map { .double($0) } ?? .undefined
    }
}
