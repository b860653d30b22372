import JSON

/// Turns the tree as written into the tree to compile: names and dots become paths with steps, predicates become stages of their
/// step, tail calls are marked, and each `%` finds the step whose input it means (the ancestor).
struct SyntaxResolver {
    private let tree: SyntaxTree
    private var parents: [SyntaxNode] = []
    /// Variables assigned in the scope that is being resolved: the expression, a block or a lambda.
    private var assigned: [String] = []
    private var sawAssignment = false

    struct Result {
        let root: SyntaxNode
        /// The variables that are assigned outside of blocks and lambdas.
        let assigned: [String]
        /// Whether there is an assignment anywhere.
        let hasAssignments: Bool
    }

    private init(tree: SyntaxTree) { self.tree = tree }

    static func resolve(_ written: SyntaxNode, in tree: SyntaxTree) throws(JSONataError) -> Result {
        var resolver = SyntaxResolver(tree: tree)
        let result = try resolver.resolve(written)
        if result.kind == .parent || !result.seekingParent.isEmpty {
            throw JSONataError("S0217", at: result.position, token: "parent")
        }
        return Result(
            root: result, assigned: resolver.assigned, hasAssignments: resolver.sawAssignment)
    }

    private mutating func resolve(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = try resolved(node)
        if node.keepsArray { result.keepsArray = true }
        return result
    }

    private mutating func resolve(_ node: SyntaxNode?) throws(JSONataError) -> SyntaxNode? {
        guard let node else { return nil }
        return try resolve(node)
    }

    private mutating func resolved(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        switch node.kind {
        case .binary: return try binary(node)
        case .unary: return try unary(node)
        case .function, .partial: return try call(node)
        case .lambda:
            let outer = assigned
            assigned = []
            node.first = try resolve(node.first)
            if let body = node.first { Self.markTailCalls(body) }
            node.assigned = assigned
            assigned = outer
            return node
        case .condition:
            node.first = try child(node.first, of: node)
            node.second = try child(node.second, of: node)
            node.third = try child(node.third, of: node)
            return node
        case .transform:
            node.first = try resolve(node.first)
            node.second = try resolve(node.second)
            node.third = try resolve(node.third)
            return node
        case .block: return try block(node)
        // A name alone is a path of one step, too: where that matters, it is made one (see stepOwner).
        case .name: return node.keepsArray ? path(of: node) : node
        case .parent:
            node.slot = SyntaxNode.Slot(label: parents.count, index: parents.count)
            parents.append(node)
            return node
        case .op where node.symbol != .question:
            node.kind = .name
            return node.keepsArray ? path(of: node) : node
        case .op: throw JSONataError("S0201", at: node.position, token: node.name)
        case .end: throw JSONataError("S0207", at: node.position, token: "(end)")
        case .string, .number, .literal, .wildcard, .descendant, .variable, .regex, .path, .bind, .apply, .sort:
            return node
        }
    }

    /// What a predicate, a sort, a group or a binding is put on.
    private mutating func stepOwner(_ node: SyntaxNode?) throws(JSONataError) -> SyntaxNode? {
        guard let node = try resolve(node) else { return nil }
        return node.kind == .name ? path(of: node) : node
    }

    private func path(of name: SyntaxNode) -> SyntaxNode {
        let path = tree.node(.path, at: name.position)
        path.list = [name]
        path.keepsSingleton = name.keepsArray
        return path
    }

    private mutating func child(_ node: SyntaxNode?, of parent: SyntaxNode) throws(JSONataError) -> SyntaxNode? {
        guard let node else { return nil }
        // Most parts are leaves, which stay as they are.
        if node.isPlainLeaf { return node }
        let result = try resolve(node)
        pushAncestry(from: result, to: parent)
        return result
    }

    private mutating func unary(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        switch node.symbol {
        case .openBracket:
            for index in node.list.indices {
                let written = node.list[index]
                if let item = try child(written, of: node), item != written { node.list[index] = item }
            }
        case .openBrace:
            var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
            for pair in node.pairs {
                if let key = try child(pair.key, of: node), let value = try child(pair.value, of: node) {
                    pairs.append((key, value))
                }
            }
            node.pairs = pairs
        default:
            guard let operand = try resolve(node.first) else { return node }
            if operand.kind == .number {
                operand.number = -operand.number
                return operand
            }
            node.first = operand
            pushAncestry(from: operand, to: node)
        }
        return node
    }

    private mutating func call(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        for index in node.list.indices {
            let argument = node.list[index]
            if argument.kind == .op, argument.symbol == .question { continue }
            if let resolved = try child(argument, of: node), resolved != argument { node.list[index] = resolved }
        }
        node.first = try resolve(node.first)
        return node
    }

    private mutating func block(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let outer = assigned
        assigned = []
        for index in node.list.indices {
            let written = node.list[index]
            guard let part = try child(written, of: node) else { continue }
            if part.isConstructedArray || (part.kind == .path && part.list.first?.isConstructedArray == true) {
                node.isConstructedArray = true
            }
            if part != written { node.list[index] = part }
        }
        node.assigned = assigned
        assigned = outer
        return node
    }

    /// Marks the calls whose result is the result of the lambda: they need no level of their own.
    private static func markTailCalls(_ node: SyntaxNode) {
        switch node.kind {
        case .function where node.predicates.isEmpty && node.group == nil: node.isThunk = true
        case .condition:
            if let then = node.second { markTailCalls(then) }
            if let otherwise = node.third { markTailCalls(otherwise) }
        case .block: if let last = node.list.last { markTailCalls(last) }
        default: break
        }
    }
}

// MARK: Binary operators

extension SyntaxResolver {
    private mutating func binary(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = node.first else { return node }
        switch node.symbol {
        case .dot: return try map(node)
        case .openBracket: return try predicate(node)
        case .openBrace:
            guard let result = try stepOwner(left) else { return node }
            guard result.group == nil else { throw JSONataError("S0210", at: node.position) }
            var group = SyntaxNode.Group(pairs: [], position: node.position)
            for pair in node.pairs { group.pairs.append((try resolve(pair.key), try resolve(pair.value))) }
            result.group = group
            return result
        case .caret: return try orderBy(node)
        case .assign:
            node.kind = .bind
            node.text = left.text
            assigned.append(left.text)
            sawAssignment = true
            node.first = try child(node.second, of: node)
            node.second = nil
            return node
        case .at: return try bindContext(node)
        case .hash: return try bindIndex(node)
        case .apply:
            node.kind = .apply
            node.first = try resolve(left)
            node.second = try resolve(node.second)
            if node.first?.keepsArray == true || node.second?.keepsArray == true { node.keepsArray = true }
            return node
        default:
            node.first = try child(left, of: node)
            node.second = try child(node.second, of: node)
            return node
        }
    }

    private mutating func map(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = try resolve(node.first), let right = try resolve(node.second) else { return node }
        let result: SyntaxNode
        if left.kind == .path {
            result = left
        } else {
            result = node
            node.kind = .path
            node.first = nil
            node.second = nil
            node.list = [left]
        }
        if left.kind == .parent, let slot = left.slot { result.seekingParent = [slot] }
        if right.kind == .path {
            result.list += right.list
            if right.group != nil { result.group = right.group }
        } else {
            if !right.predicates.isEmpty {
                right.stages = right.predicates.map { .filter($0, position: $0.position) }
                right.hasStages = true
                right.predicates = []
            }
            result.list.append(right)
        }
        for step in result.list {
            if step.kind == .number || step.kind == .literal {
                throw JSONataError("S0213", at: step.position, token: step.name, value: .string(step.name))
            }
            if step.kind == .string { step.kind = .name }
            if step.keepsArray { result.keepsSingleton = true }
        }
        for step in [result.list.first, result.list.last] {
            if let step, step.kind == .unary, step.symbol == .openBracket { step.isConstructedArray = true }
        }
        try resolveAncestry(of: result)
        return result
    }

    private mutating func predicate(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let result = try stepOwner(node.first) else { return node }
        let step = result.kind == .path ? result.list.last ?? result : result
        guard step.group == nil else { throw JSONataError("S0209", at: node.position) }
        guard let predicate = try resolve(node.second) else { return result }
        if !predicate.seekingParent.isEmpty {
            for slot in predicate.seekingParent {
                if slot.level == 1 {
                    try seekParent(from: step, slot)
                } else {
                    slot.level -= 1
                }
            }
            pushAncestry(from: predicate, to: step)
        }
        if result.kind == .path {
            step.stages.append(.filter(predicate, position: node.position))
            step.hasStages = true
        } else {
            step.predicates.append(predicate)
        }
        if node.keepsArray { step.keepsArray = true }
        return result
    }

    private mutating func orderBy(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = try stepOwner(node.first) else { return node }
        let result: SyntaxNode
        if left.kind == .path {
            result = left
        } else {
            result = tree.node(.path, at: node.position)
            result.list = [left]
        }
        let sort = tree.node(.sort, "^", at: node.position)
        for term in node.terms {
            let expression = try resolve(term.expression)
            pushAncestry(from: expression, to: sort)
            sort.terms.append(SyntaxNode.SortTerm(expression: expression, isDescending: term.isDescending))
        }
        result.list.append(sort)
        try resolveAncestry(of: result)
        return result
    }

    private mutating func bindContext(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let result = try stepOwner(node.first) else { return node }
        let step = result.kind == .path ? result.list.last ?? result : result
        guard !step.hasStages, step.predicates.isEmpty else { throw JSONataError("S0215", at: node.position) }
        guard step.kind != .sort else { throw JSONataError("S0216", at: node.position) }
        if node.keepsArray { step.keepsArray = true }
        step.focus = node.second?.text
        step.isTuple = true
        return result
    }

    private mutating func bindIndex(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = try stepOwner(node.first) else { return node }
        let name = node.second?.text ?? ""
        let result: SyntaxNode
        let step: SyntaxNode
        if left.kind == .path {
            result = left
            step = left.list.last ?? left
        } else {
            step = left
            result = tree.node(.path, at: node.position)
            result.list = [left]
            if !left.predicates.isEmpty {
                left.stages = left.predicates.map { .filter($0, position: $0.position) }
                left.hasStages = true
                left.predicates = []
            }
        }
        if step.hasStages {
            step.stages.append(.index(name))
        } else {
            step.index = name
        }
        step.isTuple = true
        return result
    }
}

// MARK: Ancestors

extension SyntaxResolver {
    /// A node whose part seeks an ancestor seeks it too.
    private func pushAncestry(from part: SyntaxNode, to node: SyntaxNode) {
        guard !part.seekingParent.isEmpty || part.kind == .parent else { return }
        var slots = part.seekingParent
        if part.kind == .parent, let slot = part.slot { slots.append(slot) }
        node.seekingParent += slots
    }

    /// Looks for the ancestors that the last step of a path seeks among the steps before it.
    private func resolveAncestry(of path: SyntaxNode) throws(JSONataError) {
        guard let last = path.list.last else { return }
        var slots = last.seekingParent
        if last.kind == .parent, let slot = last.slot { slots.append(slot) }
        for slot in slots {
            var index = path.list.count - 2
            while slot.level > 0 {
                if index < 0 {
                    path.seekingParent.append(slot)
                    break
                }
                var step = path.list[index]
                index -= 1
                // Contiguous steps with a context variable don't advance the context: go over them to the first.
                while index >= 0, step.focus != nil, path.list[index].focus != nil {
                    step = path.list[index]
                    index -= 1
                }
                try seekParent(from: step, slot)
            }
        }
    }

    private func seekParent(from node: SyntaxNode, _ slot: SyntaxNode.Slot) throws(JSONataError) {
        switch node.kind {
        case .name, .wildcard:
            slot.level -= 1
            guard slot.level == 0 else { return }
            if let ancestor = node.ancestor { parents[slot.index].slot?.label = ancestor.label }
            node.ancestor = slot
            node.isTuple = true
        case .parent: slot.level += 1
        case .block:
            guard var last = node.list.last else { return }
            node.isTuple = true
            if last.kind == .name {
                last = path(of: last)
                node.list[node.list.count - 1] = last
            }
            try seekParent(from: last, slot)
        case .path:
            node.isTuple = true
            var index = node.list.count - 1
            guard index >= 0 else { return }
            try seekParent(from: node.list[index], slot)
            index -= 1
            while slot.level > 0, index >= 0 {
                try seekParent(from: node.list[index], slot)
                index -= 1
            }
        default: throw JSONataError("S0217", at: node.position, token: node.name)
        }
    }
}
