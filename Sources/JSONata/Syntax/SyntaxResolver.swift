import JSON

/// Turns the tree as written into the tree to compile: names and dots become paths with steps, predicates become stages of their
/// step, tail calls are marked, and each `%` finds the step whose input it means (the ancestor).
struct SyntaxResolver {
    private var parents: [SyntaxNode] = []
    /// Variables assigned in the scope that is being resolved: the expression, a block or a lambda.
    private var assigned: [String] = []

    /// - Returns: the tree, and the variables that are assigned in it outside of blocks and lambdas.
    static func resolve(_ written: SyntaxNode) throws(JSONataError) -> (tree: SyntaxNode, assigned: [String]) {
        var resolver = SyntaxResolver()
        let result = try resolver.resolve(written)
        if result.kind == .parent || !result.seekingParent.isEmpty {
            throw JSONataError("S0217", at: result.position, token: "parent")
        }
        return (result, resolver.assigned)
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
            let result = SyntaxNode(.lambda, like: node)
            result.list = node.list
            result.signature = node.signature
            let outer = assigned
            assigned = []
            result.first = try resolve(node.first).map(Self.markTailCalls)
            result.assigned = assigned
            assigned = outer
            return result
        case .condition:
            let result = SyntaxNode(.condition, like: node)
            result.first = try child(node.first, of: result)
            result.second = try child(node.second, of: result)
            result.third = try child(node.third, of: result)
            return result
        case .transform:
            let result = SyntaxNode(.transform, like: node)
            result.first = try resolve(node.first)
            result.second = try resolve(node.second)
            result.third = try resolve(node.third)
            return result
        case .block: return try block(node)
        case .name: return path(of: node)
        case .parent:
            let result = SyntaxNode(.parent, "%", at: node.position)
            result.slot = SyntaxNode.Slot(label: parents.count, index: parents.count)
            parents.append(result)
            return result
        case .op where node.symbol != .question:
            let name = SyntaxNode(.name, like: node)
            name.keepsArray = node.keepsArray
            return path(of: name)
        case .op: throw JSONataError("S0201", at: node.position, token: node.name)
        case .end: throw JSONataError("S0207", at: node.position, token: "(end)")
        case .string, .number, .literal, .wildcard, .descendant, .variable, .regex:
            return copyOfLeaf(node)
        case .path, .bind, .apply, .sort: return node
        }
    }

    /// A leaf may stand in the tree twice (both sides of `??`), and steps are marked in place.
    private func copyOfLeaf(_ node: SyntaxNode) -> SyntaxNode {
        let copy = SyntaxNode(node.kind, like: node)
        copy.number = node.number
        copy.literal = node.literal
        copy.regex = node.regex
        copy.keepsArray = node.keepsArray
        return copy
    }

    private func path(of name: SyntaxNode) -> SyntaxNode {
        let path = SyntaxNode(.path, "", at: name.position)
        path.list = [copyOfLeaf(name)]
        path.keepsSingleton = name.keepsArray
        return path
    }

    private mutating func child(_ node: SyntaxNode?, of parent: SyntaxNode) throws(JSONataError) -> SyntaxNode? {
        guard let result = try resolve(node) else { return nil }
        pushAncestry(from: result, to: parent)
        return result
    }

    private mutating func unary(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = SyntaxNode(.unary, like: node)
        switch node.symbol {
        case .openBracket:
            for item in node.list {
                if let item = try child(item, of: result) { result.list.append(item) }
            }
        case .openBrace:
            for pair in node.pairs {
                if let key = try child(pair.key, of: result), let value = try child(pair.value, of: result) {
                    result.pairs.append((key, value))
                }
            }
        default:
            guard let operand = try resolve(node.first) else { return result }
            if operand.kind == .number {
                operand.number = -operand.number
                return operand
            }
            result.first = operand
            pushAncestry(from: operand, to: result)
        }
        return result
    }

    private mutating func call(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = SyntaxNode(node.kind, like: node)
        for argument in node.list {
            if argument.kind == .op, argument.symbol == .question {
                result.list.append(argument)
            } else if let argument = try child(argument, of: result) {
                result.list.append(argument)
            }
        }
        result.first = try resolve(node.first)
        return result
    }

    private mutating func block(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = SyntaxNode(.block, like: node)
        let outer = assigned
        assigned = []
        for part in node.list {
            guard let part = try child(part, of: result) else { continue }
            if part.isConstructedArray || (part.kind == .path && part.list.first?.isConstructedArray == true) {
                result.isConstructedArray = true
            }
            result.list.append(part)
        }
        result.assigned = assigned
        assigned = outer
        return result
    }

    /// Marks the calls whose result is the result of the lambda: they need no level of their own.
    private static func markTailCalls(_ node: SyntaxNode) -> SyntaxNode {
        switch node.kind {
        case .function where node.predicates.isEmpty && node.group == nil: node.isThunk = true
        case .condition:
            node.second = node.second.map(markTailCalls)
            node.third = node.third.map(markTailCalls)
        case .block:
            if let last = node.list.last { node.list[node.list.count - 1] = markTailCalls(last) }
        default: break
        }
        return node
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
            let result = try resolve(left)
            guard result.group == nil else { throw JSONataError("S0210", at: node.position) }
            var group = SyntaxNode.Group(pairs: [], position: node.position)
            for pair in node.pairs { group.pairs.append((try resolve(pair.key), try resolve(pair.value))) }
            result.group = group
            return result
        case .caret: return try orderBy(node)
        case .assign:
            let result = SyntaxNode(.bind, left.text, at: node.position)
            assigned.append(left.text)
            result.first = try child(node.second, of: result)
            return result
        case .at: return try bindContext(node)
        case .hash: return try bindIndex(node)
        case .apply:
            let result = SyntaxNode(.apply, like: node)
            result.first = try resolve(left)
            result.second = try resolve(node.second)
            result.keepsArray = result.first?.keepsArray == true || result.second?.keepsArray == true
            return result
        default:
            let result = SyntaxNode(.binary, like: node)
            result.first = try child(left, of: result)
            result.second = try child(node.second, of: result)
            return result
        }
    }

    private mutating func map(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = try resolve(node.first), let right = try resolve(node.second) else { return node }
        let result: SyntaxNode
        if left.kind == .path {
            result = left
        } else {
            result = SyntaxNode(.path, "", at: node.position)
            result.list = [left]
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
        guard let result = try resolve(node.first) else { return node }
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
        guard let left = try resolve(node.first) else { return node }
        let result: SyntaxNode
        if left.kind == .path {
            result = left
        } else {
            result = SyntaxNode(.path, "", at: node.position)
            result.list = [left]
        }
        let sort = SyntaxNode(.sort, "^", at: node.position)
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
        guard let result = try resolve(node.first) else { return node }
        let step = result.kind == .path ? result.list.last ?? result : result
        guard !step.hasStages, step.predicates.isEmpty else { throw JSONataError("S0215", at: node.position) }
        guard step.kind != .sort else { throw JSONataError("S0216", at: node.position) }
        if node.keepsArray { step.keepsArray = true }
        step.focus = node.second?.text
        step.isTuple = true
        return result
    }

    private mutating func bindIndex(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        guard let left = try resolve(node.first) else { return node }
        let name = node.second?.text ?? ""
        let result: SyntaxNode
        let step: SyntaxNode
        if left.kind == .path {
            result = left
            step = left.list.last ?? left
        } else {
            step = left
            result = SyntaxNode(.path, "", at: node.position)
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
            guard let last = node.list.last else { return }
            node.isTuple = true
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
