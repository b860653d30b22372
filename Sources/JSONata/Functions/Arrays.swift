import JSON

enum Arrays {
    /// `$append`: one array of both; undefined adds nothing.
    static func append(_ left: Value, _ right: Value) -> Value {
        if left.isUndefined { return right }
        if right.isUndefined { return left }
        var items = left.itemsOrSelf
        items.append(contentsOf: right.itemsOrSelf)
        return items.array
    }

    static func distinct(_ items: Items) -> Items {
        if items.values == nil {
            var seen = Set<DistinctValue>(minimumCapacity: items.count)
            return Items(items.json.filter { seen.insert(DistinctValue(value: $0)).inserted })
        }
        var result: [Value] = []
        for value in items.all where !result.contains(where: { Equality.areEqual($0, value) }) { result.append(value) }
        return Items(result)
    }

    /// A value by JSONata's equality.
    private struct DistinctValue: Hashable {
        let value: JSONValue
        static func == (left: DistinctValue, right: DistinctValue) -> Bool {
            Equality.areEqual(left.value, right.value)
        }
        func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    }

    /// The default order of `$sort`: all numbers or all strings.
    static func sorted(_ items: Items) throws(JSONataError) -> Items {
        let values = items.all
        if values.allSatisfy({ $0.number != nil }) {
            var order = values.map { $0.number ?? 0 }.enumerated().map { $0 }
            try MergeSort.sort(&order) { (a, b) throws(JSONataError) in a.element > b.element }
            return Items(order.map { values[$0.offset] })
        }
        var texts: [(text: String, offset: Int)] = []
        for (offset, value) in values.enumerated() {
            guard case .string(let text) = value else { throw JSONataError("D3070", value: items.array.json) }
            texts.append((text, offset))
        }
        try MergeSort.sort(&texts) { (a, b) throws(JSONataError) in TextOrder.compare(a.text, b.text) > 0 }
        return Items(texts.map { JSONValue.string($0.text) })
    }

    /// What JavaScript takes for true, which is what a comparator's answer is taken by.
    static func isTruthy(_ value: Value) -> Bool {
        switch value {
        case .undefined, .unbound, .null: false
        case .bool(let flag): flag
        case .int(let number): number != 0
        case .double(let number): number != 0 && !number.isNaN
        case .string(let text): !text.isEmpty
        default: true
        }
    }
}

extension Builtin {
    static let arrayFunctions: [Builtin] = [
        Builtin("append", "<xx:a>", arity: 2) { call throws(JSONataError) in
            let result = Arrays.append(call[0], call[1])
            try call.run.require(items: result.items?.count ?? 0)
            try call.run.count(steps: (result.items?.count ?? 0) / 16)
            return result
        },
        Builtin("reverse", "<a:a>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items, items.count > 1 else { return call[0] }
            if items.values == nil { return .array(items.json.reversed()) }
            return Items(Array(items.all.reversed())).array
        },
        Builtin("zip", "<a+>", arity: 0) { call throws(JSONataError) in
            let arrays = call.arguments.map { $0.items ?? Items() }
            let count = arrays.map(\.count).min() ?? 0
            var result = Items()
            for index in 0..<count { result.append(Items(arrays.map { $0[index] }).array) }
            return result.array
        },
        Builtin("distinct", "<x:x>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items, items.count > 1 else { return call[0] }
            return Arrays.distinct(items).array
        },
        Builtin("shuffle", "<a:a>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items, items.count > 1 else { return call[0] }
            return Items(items.all.shuffled(using: &call.run.random)).array
        },
        Builtin("sort", "<af?:a>", arity: 2) { call throws(JSONataError) in
            guard let items = call[0].items, items.count > 1 else { return call[0] }
            try call.run.count(steps: items.count)
            guard let comparator = call.function(1) else { return try Arrays.sorted(items).array }
            var values = items.all
            try MergeSort.sort(&values) { (a, b) throws(JSONataError) in
                try call.run.count()
                return Arrays.isTruthy(try call.run.call(comparator, [a, b], context: .null))
            }
            return Items(values).array
        },
    ]
}
