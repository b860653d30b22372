import JSON

/// `|pattern|update, delete|`: a function that gives a copy of its argument in which what the pattern finds is changed.
final class TransformExpr: Expr, @unchecked Sendable {
    let pattern: Expr
    let update: Expr
    let delete: Expr?

    init(_ pattern: Expr, update: Expr, delete: Expr?, at position: Int) {
        self.pattern = pattern
        self.update = update
        self.delete = delete
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let closure = TransformFunction(self, frame)
        run.keep(closure)
        return .function(closure)
    }
}

/// The function that a transform is.
final class TransformFunction: Function {
    let transform: TransformExpr
    let frame: Frame

    init(_ transform: TransformExpr, _ frame: Frame) {
        self.transform = transform
        self.frame = frame
    }

    override var arity: Int { 1 }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        var argument = arguments.first ?? context
        if argument.isUndefined { return .undefined }
        guard arguments.count < 2, argument.isObject || argument.isArray else {
            throw JSONataError(
                "T0410", at: transform.position, JSONataError.Details(value: argument.json, index: 1))
        }
        if let json = argument.json { argument = Value(json) }
        guard let json = argument.plainJSON else { return .undefined }
        let document = MutableDocument(json)
        let copy = document.tagged
        let matches = try transform.pattern.evaluate(run, Value(copy), frame)
        if matches.isUndefined { return argument }
        let items = matches.itemsOrSelf
        for index in 0..<items.count {
            guard case .object(let match) = items[index], let place = document.place(of: match) else { continue }
            try change(place, document, run)
        }
        return Value(document.result)
    }

    private func change(_ place: MutableDocument.Address, _ document: MutableDocument, _ run: Run) throws(JSONataError)
    {
        let match = Value.object(document.current(place))
        let update = try transform.update.evaluate(run, match, frame)
        if !update.isUndefined {
            guard update.isObject else { throw JSONataError("T2011", at: transform.position, value: update.json) }
            document.update(place, with: update.members)
        }
        guard let delete = transform.delete else { return }
        let names = try delete.evaluate(run, match, frame)
        if names.isUndefined { return }
        let list = names.itemsOrSelf
        var keys: [String] = []
        for index in 0..<list.count {
            guard case .string(let key) = list[index] else {
                throw JSONataError("T2012", at: transform.position, value: names.json)
            }
            keys.append(key)
        }
        document.delete(place, keys)
    }
}
