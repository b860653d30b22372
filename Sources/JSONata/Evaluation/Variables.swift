import JSON

/// `$`: the context.
final class ContextExpr: Expr, @unchecked Sendable {
    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        switch input {
        case .list(let list) where list.marks.contains(.wrapper): list.items[0]
        default: input.collapsed
        }
    }
}

/// `$$`: the input document.
final class RootExpr: Expr, @unchecked Sendable {
    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value { run.root }
}

/// A variable that is always assigned where it is read: a parameter.
final class ParameterExpr: Expr, @unchecked Sendable {
    let distance: Int
    let slot: Int

    init(distance: Int, slot: Int, at position: Int) {
        self.distance = distance
        self.slot = slot
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = distance == 0 ? frame[slot] : frame.ancestor(distance)[slot]
        // Unbound is also the sign of a pending call, which a variable never is.
        if case .unbound = value { return .undefined }
        return value.collapsed
    }
}

/// A variable that one of several scopes may have assigned: the innermost that has.
final class VariableExpr: Expr, @unchecked Sendable {
    enum Place: Sendable {
        case slot(distance: Int, slot: Int)
        case tuple(distance: Int, key: Int)
        case free(Int)
    }

    let places: [Place]

    init(_ places: [Place], at position: Int) {
        self.places = places
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        for place in places {
            switch place {
            case .slot(let distance, let slot):
                let value = frame.ancestor(distance)[slot]
                if case .unbound = value { continue }
                return value.collapsed
            case .tuple(let distance, let key):
                if let value = frame.ancestor(distance).header.tuple?.value(of: key) { return value.collapsed }
            case .free(let index): return run.freeValue(index)
            }
        }
        return .undefined
    }
}

/// A variable that the tuples of a stream bind (or, where a tuple doesn't, what is around the stream).
final class TupleVariableExpr: Expr, @unchecked Sendable {
    let distance: Int
    let key: Int
    let general: VariableExpr

    init(distance: Int, key: Int, general: VariableExpr) {
        self.distance = distance
        self.key = key
        self.general = general
        super.init(at: general.position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var binding = (distance == 0 ? frame : frame.ancestor(distance)).header.tuple
        while let current = binding {
            if current.key == key { return current.value.collapsed }
            binding = current.next
        }
        return try general.evaluate(run, input, frame)
    }
}

/// A variable that is assigned in a scope around, usually before it is read.
final class SlotVariableExpr: Expr, @unchecked Sendable {
    let distance: Int
    let slot: Int
    /// The number of the caller's variable of that name: what it is before it is assigned.
    let free: Int?
    /// All scopes that may have assigned it, where there are several.
    let general: VariableExpr?

    init(distance: Int, slot: Int, free: Int?, general: VariableExpr?, at position: Int) {
        self.distance = distance
        self.slot = slot
        self.free = free
        self.general = general
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = distance == 0 ? frame[slot] : frame.ancestor(distance)[slot]
        guard case .unbound = value else { return value.collapsed }
        if let general { return try general.evaluate(run, input, frame) }
        return free.map { run.freeValue($0) } ?? .undefined
    }
}

/// A variable of the caller, or a function of the library.
final class FreeVariableExpr: Expr, @unchecked Sendable {
    let number: Int

    init(_ number: Int, at position: Int) {
        self.number = number
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        run.freeValue(number)
    }
}

/// `$name := value`.
final class BindExpr: Expr, @unchecked Sendable {
    let slot: Int
    let value: Expr

    init(slot: Int, value: Expr, at position: Int) {
        self.slot = slot
        self.value = value
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let result = try value.evaluate(run, input, frame)
        frame[slot] = result
        run.leave()
        return result
    }
}
