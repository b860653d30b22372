import JSON

/// `{key: value}`: an object, or (after an expression) groups of its items by key.
final class ObjectExpr: Expr, @unchecked Sendable {
    final class Pair: Sendable {
        /// Nil where the key is written as a string.
        let key: Expr?
        /// The key, where it is written as a string.
        let text: String?
        let value: Expr

        init(key: Expr?, text: String?, value: Expr) {
            self.key = key
            self.text = text
            self.value = value
        }
    }

    let pairs: [Pair]
    /// All keys are written out and differ: no need to look for the same key.
    private let hasDistinctKeys: Bool

    init(_ pairs: [Pair], at position: Int) {
        self.pairs = pairs
        hasDistinctKeys = Self.areDistinct(pairs)
        super.init(at: position)
    }

    private static func areDistinct(_ pairs: [Pair]) -> Bool {
        for index in pairs.indices {
            guard let text = pairs[index].text else { return false }
            for other in pairs[..<index] where sameText(other.text ?? "", text) { return false }
        }
        return true
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let result = try group(run, input, frame)
        run.leave()
        return result
    }

    /// Groups the items of a value.
    func group(_ run: Run, _ value: Value, _ frame: Frame) throws(JSONataError) -> Value {
        switch value {
        case .array(let elements) where elements.count != 1: return try group(run, Items(elements), frame)
        case .array(let elements): return try object(run, Value(elements[0]), frame)
        case .list(let list):
            if list.items.count == 1 { return try object(run, list.items[0], frame) }
            return try group(run, list.items, frame)
        case .tuples(let stream): return try group(run, stream.tuples, frame)
        default: return try object(run, value, frame)
        }
    }

    /// The object of a single item.
    private func object(_ run: Run, _ item: Value, _ frame: Frame) throws(JSONataError) -> Value {
        guard hasDistinctKeys else { return try group(run, Items([item], ifUndefined: ()), frame) }
        var builder = ObjectBuilder(capacity: pairs.count)
        for pair in pairs {
            let value = try pair.value.evaluate(run, item, frame)
            try run.embed(value)
            builder.append(pair.text ?? "", value)
        }
        return builder.value
    }

    private struct Group {
        let key: String
        let pair: Int
        /// The places of its items.
        var places: [Int32]

        /// Its only item, or an array of all, those that are arrays flattened.
        func data(_ items: Items) -> Value {
            if places.count == 1 { return items.isEmpty ? .undefined : items[Int(places[0])] }
            var result = Items()
            result.json.reserveCapacity(places.count)
            for place in places {
                if items.values == nil, case let item = items.json[Int(place)] {
                    if case .array(let inner) = item { result.append(contentsOf: inner) } else { result.append(item) }
                } else {
                    let item = items[Int(place)]
                    if let inner = item.items { result.append(contentsOf: inner) } else { result.append(item) }
                }
            }
            return result.array
        }
    }

    private func key(_ pair: Pair, _ run: Run, _ item: Value, _ frame: Frame) throws(JSONataError) -> String? {
        if let text = pair.text { return text }
        guard let key = pair.key else { return nil }
        switch try key.evaluate(run, item, frame) {
        case .undefined: return nil
        case .string(let text): return text
        case let other: throw JSONataError("T1003", at: position, value: other.json)
        }
    }

    private func group(_ run: Run, _ items: Items, _ frame: Frame) throws(JSONataError) -> Value {
        var groups: [Group] = []
        var known = KeyPlaces()
        for index in 0..<max(1, items.count) {
            let item = items.isEmpty ? Value.undefined : items[index]
            for pair in pairs.indices {
                guard let key = try key(pairs[pair], run, item, frame) else { continue }
                if let place = known.place(of: key) {
                    guard groups[place].pair == pair else {
                        throw JSONataError("D1009", at: position, value: .string(key))
                    }
                    groups[place].places.append(Int32(truncatingIfNeeded: index))
                } else {
                    known.append(key)
                    groups.append(Group(key: key, pair: pair, places: [Int32(truncatingIfNeeded: index)]))
                }
            }
        }
        try run.count(steps: items.count)
        var builder = ObjectBuilder(capacity: groups.count)
        for group in groups {
            let value = try pairs[group.pair].value.evaluate(run, group.data(items), frame)
            try run.embed(value)
            builder.append(group.key, value)
        }
        return builder.value
    }

    private struct TupleGroup {
        let key: String
        let pair: Int
        var tuples: [Tuple]
    }

    private func group(_ run: Run, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> Value {
        var groups: [TupleGroup] = []
        var known = KeyPlaces()
        var scratch = TupleFrame(parent: frame)
        for tuple in tuples {
            for pair in pairs.indices {
                let inner = scratch.frame(tuple.bindings)
                guard let key = try key(pairs[pair], run, tuple.value, inner) else { continue }
                if let place = known.place(of: key) {
                    guard groups[place].pair == pair else {
                        throw JSONataError("D1009", at: position, value: .string(key))
                    }
                    groups[place].tuples.append(tuple)
                } else {
                    known.append(key)
                    groups.append(TupleGroup(key: key, pair: pair, tuples: [tuple]))
                }
            }
        }
        try run.count(steps: tuples.count)
        var builder = ObjectBuilder(capacity: groups.count)
        for group in groups {
            let merged = Self.merge(group.tuples)
            let inner = Frame.make(slots: 0, parent: frame, tuple: merged.bindings)
            let value = try pairs[group.pair].value.evaluate(run, merged.value, inner)
            try run.embed(value)
            builder.append(group.key, value)
        }
        return builder.value
    }

    /// One tuple whose values are all the values of several.
    private static func merge(_ tuples: [Tuple]) -> Tuple {
        guard let first = tuples.first, tuples.count > 1 else {
            return tuples.first ?? Tuple(value: .undefined, bindings: nil)
        }
        var value = first.value
        for tuple in tuples.dropFirst() { value = Arrays.append(value, tuple.value) }
        var bindings: Binding?
        var seen: Set<Int> = []
        var binding = first.bindings
        while let current = binding {
            if seen.insert(current.key).inserted {
                var merged = current.value
                for tuple in tuples.dropFirst() {
                    merged = Arrays.append(merged, tuple.bindings?.value(of: current.key) ?? .undefined)
                }
                bindings = Binding(current.key, merged, bindings)
            }
            binding = current.next
        }
        return Tuple(value: value, bindings: bindings)
    }
}

extension Items {
    /// A single item, which may be undefined: then none.
    fileprivate init(_ values: [Value], ifUndefined: Void) {
        self.init()
        for value in values where !value.isUndefined { append(value) }
    }
}
