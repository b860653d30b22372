import JSON

/// Makes the form that is evaluated from the resolved tree: variables become slots, names become keys, common forms get a node
/// of their own.
struct Compiler {
    let dialect: JSONataDialect
    private(set) var freeNames: [String]
    private var freeBuiltins: [Builtin?]
    /// The names that nothing in the expression binds, wherever they are read.
    private var unboundNames: [String] = []
    private(set) var hintCount: Int
    private var tupleKeys: [String] = []
    private var hasAssignments = false

    /// - Parameters:
    ///   - freeNames: those of a program that this one is compiled into (`$eval`), whose numbers stay.
    init(_ dialect: JSONataDialect, freeNames: [String] = [], hintCount: Int = 0) {
        self.dialect = dialect
        self.freeNames = freeNames
        freeBuiltins = freeNames.map { Builtin.named($0, dialect) }
        self.hintCount = hintCount
    }

    /// - Parameter outer: the scope of the call that evaluates the expression, whose variables it sees.
    mutating func program(
        _ source: SyntaxResolver.Result, within outer: Scope? = nil
    ) throws(JSONataError) -> Program {
        hasAssignments = source.hasAssignments
        let scope = Scope(parent: outer)
        for name in source.assigned { scope.declare(name) }
        let root = try expression(source.root, scope)
        return Program(
            root: root, slots: scope.slotCount, freeNames: freeNames,
            freeBuiltins: freeBuiltins, unboundNames: unboundNames, hintCount: hintCount,
            statesReferences: dialect == .states && freeNames.contains("states")
                ? StatesReferences.paths(in: source.root) : [],
            stateDiagnostics: dialect == .states ? StateDiagnostic.all(in: source.root) : [])
    }

    // MARK: Names

    private mutating func key(_ name: String) -> FieldKey {
        hintCount += 1
        return FieldKey(name, hint: hintCount - 1)
    }

    private mutating func freeNumber(_ name: String) -> Int {
        if let number = freeNames.firstIndex(of: name) { return number }
        freeBuiltins.append(Builtin.named(name, dialect))
        freeNames.append(name)
        return freeNames.count - 1
    }

    private mutating func tupleKey(_ name: String) -> Int {
        if let key = tupleKeys.firstIndex(of: name) { return key }
        tupleKeys.append(name)
        return tupleKeys.count - 1
    }

    /// Whether nothing in the expression gives the variable a value.
    private func isFree(_ name: String, _ scope: Scope) -> Bool {
        var current: Scope? = scope
        while let scope = current {
            if scope.slot(name) != nil || scope.tupleNames.contains(name) { return false }
            current = scope.parent
        }
        return true
    }

    private mutating func variable(_ name: String, _ scope: Scope, at position: Int) -> Expr {
        var distance = 0
        var current: Scope? = scope
        while let scope = current {
            if scope.tupleNames.contains(name) {
                let places = places(of: name, from: scope, at: distance)
                return TupleVariableExpr(
                    distance: distance, key: tupleKey(name), general: VariableExpr(places, at: position))
            }
            if let slot = scope.slot(name) {
                if slot < scope.parameterCount { return ParameterExpr(distance: distance, slot: slot, at: position) }
                let places = places(of: name, from: scope, at: distance)
                return SlotVariableExpr(
                    distance: distance, slot: slot, free: name.hasPrefix("!") ? nil : freeNumber(name),
                    general: places.count > 2 ? VariableExpr(places, at: position) : nil, at: position)
            }
            current = scope.parent
            distance += 1
        }
        // An ancestor that nothing keeps is undefined.
        if name.hasPrefix("!") { return Nothing(at: position) }
        return FreeVariableExpr(unboundNumber(name), at: position)
    }

    /// All places that may give a variable its value, from a scope outwards.
    private mutating func places(of name: String, from scope: Scope, at distance: Int) -> [VariableExpr.Place] {
        var places: [VariableExpr.Place] = []
        var distance = distance
        var current: Scope? = scope
        while let scope = current {
            if scope.tupleNames.contains(name) { places.append(.tuple(distance: distance, key: tupleKey(name))) }
            if let slot = scope.slot(name) { places.append(.slot(distance: distance, slot: slot)) }
            current = scope.parent
            distance += 1
        }
        if !name.hasPrefix("!") { places.append(.free(freeNumber(name))) }
        return places
    }

    /// The number of a variable that only the caller (or the library) gives a value.
    private mutating func unboundNumber(_ name: String) -> Int {
        if !unboundNames.contains(name) { unboundNames.append(name) }
        return freeNumber(name)
    }

    /// Declares what is assigned in a scope: in the tree down to the blocks and lambdas, which are scopes of their own.
    private static func declareAssignments(in node: SyntaxNode, _ scope: Scope) {
        if node.kind == .bind { scope.declare(node.text) }
        node.forEachPart { part in
            switch part.kind {
            // The predicates of a block belong to the scope around it.
            case .block: part.forEachTrailing { declareAssignments(in: $0, scope) }
            case .lambda: break
            default: declareAssignments(in: part, scope)
            }
        }
    }

    // MARK: Expressions

    mutating func expression(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        if node.kind == .path { return try path(node, scope) }
        let base = try base(node, scope)
        guard !node.predicates.isEmpty || node.group != nil || node.keepsArray else { return base }
        if node.isThunk { return base }
        var filters: [Filter] = []
        for predicate in node.predicates { filters.append(Filter(try tupleScoped(predicate, node, scope))) }
        return FilteredExpr(
            base, filters: filters, group: try group(node, scope, tupleNames: node.isTuple ? node.tupleNames : nil),
            keepsArray: node.keepsArray, isTupleScoped: node.isTuple, at: node.position)
    }

    /// A predicate on a stream of tuples sees what the tuples bind.
    private mutating func tupleScoped(
        _ predicate: SyntaxNode, _ node: SyntaxNode, _ scope: Scope
    ) throws(JSONataError) -> Expr {
        guard node.isTuple else { return try expression(predicate, scope) }
        return try scoped(predicate, Scope(parent: scope, tupleNames: node.tupleNames))
    }

    /// An expression in a tuple's scope; what it assigns goes into a scope of its own.
    private mutating func scoped(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        if !hasAssignments || scope.tupleNames.isEmpty { return try expression(node, scope) }
        let inner = Scope(parent: scope)
        Self.declareAssignments(in: node, inner)
        if inner.slotCount == 0 { return try expression(node, scope) }
        return BlockExpr([try expression(node, inner)], slots: inner.slotCount, at: node.position)
    }

    private mutating func expressions(_ nodes: [SyntaxNode], _ scope: Scope) throws(JSONataError) -> [Expr] {
        var result: [Expr] = []
        result.reserveCapacity(nodes.count)
        for node in nodes { result.append(try expression(node, scope)) }
        return result
    }

    private mutating func required(_ node: SyntaxNode?, _ scope: Scope) throws(JSONataError) -> Expr {
        guard let node else { return Nothing(at: 0) }
        return try expression(node, scope)
    }

    private mutating func base(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        switch node.kind {
        case .string: return Constant(.string(node.text), at: node.position)
        case .number: return Constant(number(node), at: node.position)
        case .literal:
            let json: JSONValue =
                switch node.literal {
                case .null: .null
                case .true: .bool(true)
                case .false: .bool(false)
                }
            return Constant(json, at: node.position)
        case .regex:
            guard let regex = node.regex else { return Nothing(at: node.position) }
            return RegexExpr(try Pattern(regex, at: node.position), at: node.position)
        case .variable:
            if node.text.isEmpty { return ContextExpr(at: node.position) }
            if node.text == "$" { return RootExpr(at: node.position) }
            return variable(node.text, scope, at: node.position)
        case .name: return FieldPathExpr(nil, key(node.text), at: node.position)
        case .wildcard: return WildcardExpr(at: node.position)
        case .descendant: return DescendantExpr(at: node.position)
        case .parent: return variable(node.slot?.name ?? "!", scope, at: node.position)
        case .unary: return try unary(node, scope)
        case .binary: return try binary(node, scope)
        case .bind:
            guard let slot = scope.slot(node.text) else { return try required(node.first, scope) }
            return BindExpr(slot: slot, value: try required(node.first, scope), at: node.position)
        case .block: return try block(node, scope)
        case .condition:
            return ConditionExpr(
                try required(node.first, scope), then: try required(node.second, scope),
                otherwise: node.third == nil ? nil : try required(node.third, scope), at: node.position)
        case .lambda: return try lambda(node, scope)
        case .function: return try call(node, scope)
        case .partial: return try partial(node, scope)
        case .apply:
            return ApplyExpr(
                try required(node.first, scope), try required(node.second, scope), keepsArray: node.keepsArray,
                at: node.position)
        case .transform: return try transform(node, scope)
        case .path, .sort, .op, .end: return Nothing(at: node.position)
        }
    }

    /// On AWS whole numbers are exact as far as 64 bits go; in JSONata as far as doubles hold them.
    private func number(_ node: SyntaxNode) -> JSONValue {
        if dialect == .states, node.number.magnitude >= 0x1p53,
            let whole = Int64((node.number < 0 ? "-" : "") + node.text)
        {
            return .int(whole)
        }
        return Value.json(number: node.number)
    }

    private mutating func block(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        guard !node.assigned.isEmpty else {
            return BlockExpr(try expressions(node.list, scope), slots: nil, at: node.position)
        }
        let inner = Scope(parent: scope)
        for name in node.assigned { inner.declare(name) }
        return BlockExpr(try expressions(node.list, inner), slots: inner.slotCount, at: node.position)
    }

    private mutating func lambda(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        let inner = Scope(parent: scope, parameters: node.list.map(\.text))
        for name in node.assigned { inner.declare(name) }
        let body = try required(node.first, inner)
        return LambdaExpr(
            parameterCount: node.list.count, slots: inner.slotCount, signature: node.signature, body: body,
            at: node.position)
    }

    private mutating func transform(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        TransformExpr(
            try required(node.first, scope), update: try required(node.second, scope),
            delete: node.third == nil ? nil : try required(node.third, scope), at: node.position)
    }

    private mutating func unary(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        switch node.symbol {
        case .openBracket:
            var items: [ArrayExpr.Item] = []
            for item in node.list {
                items.append(
                    ArrayExpr.Item(
                        value: try expression(item, scope), isArray: item.kind == .unary && item.symbol == .openBracket)
                )
            }
            return ArrayExpr(items, isConstructed: node.isConstructedArray, at: node.position)
        case .openBrace: return try object(node.pairs, scope, at: node.position)
        default: return NegationExpr(try required(node.first, scope), at: node.position)
        }
    }

    private mutating func object(
        _ pairs: [(key: SyntaxNode, value: SyntaxNode)], _ scope: Scope, at position: Int
    ) throws(JSONataError) -> ObjectExpr {
        var result: [ObjectExpr.Pair] = []
        result.reserveCapacity(pairs.count)
        for pair in pairs {
            let isText = pair.key.kind == .string && pair.key.predicates.isEmpty && pair.key.group == nil
            result.append(
                ObjectExpr.Pair(
                    key: isText ? nil : try scoped(pair.key, scope), text: isText ? pair.key.text : nil,
                    value: try scoped(pair.value, scope)))
        }
        return ObjectExpr(result, at: position)
    }

    private mutating func group(
        _ node: SyntaxNode, _ scope: Scope, tupleNames: [String]?
    ) throws(JSONataError) -> ObjectExpr? {
        guard let group = node.group else { return nil }
        let inner = tupleNames.map { Scope(parent: scope, tupleNames: $0) } ?? scope
        return try object(group.pairs, inner, at: group.position)
    }

    private mutating func binary(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        if node.symbol == .ampersand {
            let left = try required(node.first, scope)
            let right = try required(node.second, scope)
            if let left = left as? ConcatenationExpr {
                return ConcatenationExpr(left.operands + [right], at: node.position)
            }
            return ConcatenationExpr([left, right], at: node.position)
        }
        let left = try required(node.first, scope)
        let right = try required(node.second, scope)
        let position = node.position
        return switch node.symbol {
        case .plus: ArithmeticExpr(.add, left, right, at: position)
        case .minus: ArithmeticExpr(.subtract, left, right, at: position)
        case .star: ArithmeticExpr(.multiply, left, right, at: position)
        case .slash: ArithmeticExpr(.divide, left, right, at: position)
        case .percent: ArithmeticExpr(.remainder, left, right, at: position)
        case .less: ComparisonExpr(.less, left, right, at: position)
        case .lessOrEqual: ComparisonExpr(.lessOrEqual, left, right, at: position)
        case .greater: ComparisonExpr(.greater, left, right, at: position)
        case .greaterOrEqual: ComparisonExpr(.greaterOrEqual, left, right, at: position)
        case .equal: EqualityExpr(left, right, isNegated: false, at: position)
        case .notEqual: EqualityExpr(left, right, isNegated: true, at: position)
        case .and: LogicExpr(left, right, isAnd: true, at: position)
        case .or: LogicExpr(left, right, isAnd: false, at: position)
        case .in: MembershipExpr(left, right, at: position)
        case .range: RangeExpr(left, right, at: position)
        default: throw JSONataError("S0204", at: position, token: node.name)
        }
    }

    // MARK: Calls

    /// What an error calls the function, and the variable that the name may have been meant to be.
    private mutating func calleeName(_ node: SyntaxNode, _ scope: Scope) -> (String?, Expr?) {
        guard let procedure = node.first else { return (nil, nil) }
        let first = procedure.kind == .path ? procedure.list.first : procedure
        guard let first, first.kind == .name else { return (first?.name ?? procedure.name, nil) }
        let name = first.text
        return (name, variable(name, scope, at: node.position))
    }

    private mutating func call(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        if let procedure = node.first, procedure.kind == .variable, !procedure.text.isEmpty, procedure.text != "$",
            procedure.predicates.isEmpty, procedure.group == nil, isFree(procedure.text, scope)
        {
            let number = unboundNumber(procedure.text)
            if let builtin = freeBuiltins[number] {
                let arguments = try expressions(node.list, scope)
                let call = BuiltinCallExpr(builtin, number: number, arguments, at: node.position)
                guard builtin.name == "eval" else { return call }
                return EvalCallExpr(call, scope: scope, at: node.position)
            }
        }
        return try generalCall(node, scope)
    }

    private mutating func generalCall(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> CallExpr {
        let (name, bareName) = calleeName(node, scope)
        let procedure = try required(node.first, scope)
        let arguments = try expressions(node.list, scope)
        if node.isThunk { return TailCallExpr(procedure, arguments, name: name, bareName: bareName, at: node.position) }
        return CallExpr(procedure, arguments, name: name, bareName: bareName, at: node.position)
    }

    private mutating func partial(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        let (name, bareName) = calleeName(node, scope)
        var arguments: [Expr?] = []
        for argument in node.list {
            if argument.kind == .op, argument.symbol == .question {
                arguments.append(nil)
            } else {
                arguments.append(try expression(argument, scope))
            }
        }
        return PartialExpr(
            try required(node.first, scope), arguments, name: name, bareName: bareName, at: node.position)
    }

    // MARK: Paths

    private mutating func path(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        if let plain = try fieldPath(node, scope) { return plain }
        let isStream = node.list.contains { $0.isTuple }
        if isStream { return try tuplePath(node, scope) }
        // The names that a path begins with are followed in one go.
        var rest = node.list[...]
        var start: FieldPathExpr?
        let names = rest.prefix { $0.kind == .name && !$0.hasStages && $0.predicates.isEmpty }
        if let first = names.first, names.count < rest.count {
            start = FieldPathExpr(nil, key(first.text), names.dropFirst().map { key($0.text) }, at: node.position)
            rest = rest.dropFirst(names.count)
        }
        var steps: [Step] = []
        while let step = rest.popFirst() {
            if step.kind == .descendant, !step.hasStages, let next = rest.first, next.kind == .name, !next.hasStages {
                steps.append(Step(.descendantName(key(next.text)), stages: []))
                rest = rest.dropFirst()
            } else {
                steps.append(try self.step(step, scope, tuples: nil))
            }
        }
        return PathExpr(
            start: start, steps, startsWithVariable: node.list.first?.kind == .variable,
            keepsSingleton: node.keepsSingleton, keepsArray: node.keepsArray,
            group: try group(node, scope, tupleNames: nil), at: node.position)
    }

    /// A path of names without anything else, perhaps after a variable.
    private mutating func fieldPath(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr? {
        guard !node.keepsSingleton, !node.keepsArray, node.group == nil else { return nil }
        guard let first = node.list.first else { return Nothing(at: node.position) }
        // `%` maps over its context, which is only seen at run time: see FieldPathExpr.
        let hasBase = first.kind == .variable || first.kind == .parent
        let names = hasBase ? node.list.dropFirst() : node.list[...]
        for step in names where step.kind != .name || step.hasStages || step.isTuple || !step.predicates.isEmpty {
            return nil
        }
        guard let firstName = names.first else { return nil }
        if hasBase {
            guard !first.isTuple, !first.hasStages, first.predicates.isEmpty, first.group == nil else { return nil }
        }
        let base = hasBase ? try base(first, scope) : nil
        return FieldPathExpr(
            base, mapsOverContext: first.kind == .parent, key(firstName.text),
            names.dropFirst().map { key($0.text) }, at: node.position)
    }

    private mutating func step(
        _ node: SyntaxNode, _ scope: Scope, tuples: (inner: Scope, stages: Scope)?
    ) throws(JSONataError) -> Step {
        let own = tuples?.inner ?? scope
        let kind: Step.Kind
        if node.kind == .sort {
            var terms: [Sorter.Term] = []
            for term in node.terms {
                terms.append(Sorter.Term(expression: try scoped(term.expression, own), isDescending: term.isDescending))
            }
            kind = .sort(Sorter(terms, at: node.position))
        } else if node.kind == .name, node.predicates.isEmpty {
            kind = .name(key(node.text))
        } else if tuples != nil {
            kind = .expression(try scoped(node, own))
        } else {
            kind = .expression(try expression(node, own))
        }
        var stages: [Step.Stage] = []
        for stage in node.stages {
            switch stage {
            case .filter(let predicate, _):
                let condition =
                    if let tuples { try scoped(predicate, tuples.stages) } else { try expression(predicate, scope) }
                stages.append(.filter(Filter(condition)))
            case .index(let name): stages.append(.index(key: tupleKey(name)))
            }
        }
        return Step(
            kind, stages: stages, focus: node.focus.map { tupleKey($0) }, index: node.index.map { tupleKey($0) },
            ancestor: node.ancestor.map { tupleKey($0.name) }, isTuple: node.isTuple,
            isConstructedArray: node.isConstructedArray)
    }

    private mutating func tuplePath(_ node: SyntaxNode, _ scope: Scope) throws(JSONataError) -> Expr {
        let names = node.tupleNames
        var steps: [Step] = []
        var isTuple = false
        for step in node.list {
            if step.isTuple { isTuple = true }
            if isTuple {
                // One scope for each frame that is made: that of the tuple.
                let inner = Scope(parent: scope, tupleNames: names)
                steps.append(try self.step(step, scope, tuples: (inner, inner)))
            } else {
                steps.append(try self.step(step, scope, tuples: nil))
            }
        }
        return TuplePathExpr(
            steps, startsWithVariable: node.list.first?.kind == .variable, keepsSingleton: node.keepsSingleton,
            keepsArray: node.keepsArray, group: try group(node, scope, tupleNames: names), isStream: node.isTuple,
            at: node.position)
    }
}
