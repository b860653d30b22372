/// Names in the order of their bytes, as AWS lists them.
struct SortedNames: ExpressibleByArrayLiteral, Sendable {
    private(set) var names: [String] = []

    init(arrayLiteral elements: String...) { names = elements.sorted(by: Self.precedes) }

    mutating func insert(_ name: String) {
        let place = place(of: name)
        if place == names.count || names[place] != name { names.insert(name, at: place) }
    }

    mutating func remove(_ name: String) {
        let place = place(of: name)
        if place < names.count, names[place] == name { names.remove(at: place) }
    }

    /// The names behind one, which need not be among them; all without one.
    func after(_ name: String?) -> ArraySlice<String> {
        guard let name else { return names[...] }
        let place = place(of: name)
        return names[(place < names.count && names[place] == name ? place + 1 : place)...]
    }

    /// The place of the first name that does not come before.
    private func place(of name: String) -> Int {
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(names[middle], name) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
