/// What a path with `@`, `#` or `%` passes from step to step: values with the variables bound on the way to them.
final class TupleStream {
    let tuples: [Tuple]
    init(_ tuples: [Tuple]) { self.tuples = tuples }
}

struct Tuple {
    var value: Value
    var bindings: Binding?
}

/// One variable of a tuple, and those bound before it.
final class Binding {
    let key: Int
    let value: Value
    let next: Binding?
    /// How many there are, this one included.
    let count: Int

    init(_ key: Int, _ value: Value, _ next: Binding?) {
        self.key = key
        self.value = value
        self.next = next
        count = (next?.count ?? 0) + 1
    }

    func value(of key: Int) -> Value? {
        var binding: Binding? = self
        while let current = binding {
            if current.key == key { return current.value }
            binding = current.next
        }
        return nil
    }
}
