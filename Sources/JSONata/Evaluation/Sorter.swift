import JSON

/// `^(>a, b)`: a stable sort by terms, which are evaluated once for each item and only where the terms before don't decide.
final class Sorter: Sendable {
    struct Term: Sendable {
        let expression: Expr
        let isDescending: Bool
    }

    let terms: [Term]
    let position: Int

    init(_ terms: [Term], at position: Int) {
        self.terms = terms
        self.position = position
    }

    func sort(_ run: Run, _ items: Items, _ frame: Frame) throws(JSONataError) -> Items {
        guard items.count > 1 else { return items }
        var keys = Keys(self, run, count: items.count) { index, term throws(JSONataError) in
            try self.terms[term].expression.evaluate(run, items[index], frame)
        }
        let order = try keys.order()
        if items.values == nil { return Items(order.map { items.json[$0] }) }
        return Items(order.map { items[$0] })
    }

    func sort(_ run: Run, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> [Tuple] {
        guard tuples.count > 1 else { return tuples }
        var keys = Keys(self, run, count: tuples.count) { index, term throws(JSONataError) in
            let inner = Frame.make(slots: 0, parent: frame, tuple: tuples[index].bindings)
            return try self.terms[term].expression.evaluate(run, tuples[index].value, inner)
        }
        return try keys.order().map { tuples[$0] }
    }

    /// The values of the terms, each computed when it is first compared.
    private struct Keys {
        let sorter: Sorter
        let run: Run
        let count: Int
        let key: (Int, Int) throws(JSONataError) -> Value
        var values: [Value]

        init(
            _ sorter: Sorter, _ run: Run, count: Int, key: @escaping (Int, Int) throws(JSONataError) -> Value
        ) {
            self.sorter = sorter
            self.run = run
            self.count = count
            self.key = key
            values = Array(repeating: .unbound, count: count * sorter.terms.count)
        }

        mutating func order() throws(JSONataError) -> [Int] {
            var result = Array(0..<count)
            try MergeSort.sort(&result) { left, right throws(JSONataError) in
                try self.isAfter(left, right)
            }
            return result
        }

        private mutating func value(_ index: Int, _ term: Int) throws(JSONataError) -> Value {
            let place = term * count + index
            if case .unbound = values[place] {
                try run.enter()
                values[place] = try key(index, term)
                run.leave()
            }
            return values[place]
        }

        private mutating func isAfter(_ left: Int, _ right: Int) throws(JSONataError) -> Bool {
            for term in sorter.terms.indices {
                let a = try value(left, term)
                let b = try value(right, term)
                let comparison: Int
                switch (a, b) {
                case (.undefined, .undefined): continue
                // What has no value comes last, in either direction.
                case (.undefined, _): return true
                case (_, .undefined): return false
                case (.string(let x), .string(let y)): comparison = TextOrder.compare(x, y)
                default:
                    guard let x = a.number, let y = b.number else { throw mismatch(a, b) }
                    comparison = x < y ? -1 : x > y ? 1 : 0
                }
                if comparison != 0 { return (comparison > 0) != sorter.terms[term].isDescending }
            }
            return false
        }

        private func mismatch(_ a: Value, _ b: Value) -> JSONataError {
            let comparable: Signature.Types = [.string, .number]
            let isComparable = comparable.contains(a.signatureType) && comparable.contains(b.signatureType)
            return JSONataError(
                isComparable ? "T2007" : "T2008", at: sorter.position,
                JSONataError.Details(value: a.json, value2: b.json))
        }
    }
}

/// A stable merge sort whose comparison may throw.
enum MergeSort {
    /// Sorts so that no element `isAfter` the next.
    static func sort<Element>(
        _ elements: inout [Element], isAfter: (Element, Element) throws(JSONataError) -> Bool
    ) throws(JSONataError) {
        var width = 1
        var source = elements
        var target = elements
        while width < source.count {
            var start = 0
            while start < source.count {
                let middle = min(start + width, source.count)
                let end = min(start + 2 * width, source.count)
                var left = start
                var right = middle
                for place in start..<end {
                    var takesLeft = left < middle
                    if takesLeft, right < end { takesLeft = !(try isAfter(source[left], source[right])) }
                    if takesLeft {
                        target[place] = source[left]
                        left += 1
                    } else {
                        target[place] = source[right]
                        right += 1
                    }
                }
                start = end
            }
            swap(&source, &target)
            width *= 2
        }
        elements = source
    }
}

/// The order of texts: by UTF-16 units, as JavaScript compares.
enum TextOrder {
    static func compare(_ left: String, _ right: String) -> Int {
        var left = left
        var right = right
        return left.withUTF8 { a in
            right.withUTF8 { b in
                let common = min(a.count, b.count)
                var place = 0
                while place < common, a[place] == b[place] { place += 1 }
                if place == common { return a.count == b.count ? 0 : a.count < b.count ? -1 : 1 }
                // Bytes order as code points do; only characters past U+FFFF (F0...) sort before U+E000...U+FFFF in UTF-16.
                let x = a[place]
                let y = b[place]
                if x >= 0xEE, y >= 0xEE, (x >= 0xF0) != (y >= 0xF0) { return x >= 0xF0 ? -1 : 1 }
                return x < y ? -1 : 1
            }
        }
    }
}
