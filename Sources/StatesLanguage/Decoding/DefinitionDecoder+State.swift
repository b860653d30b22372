import JSON

extension DefinitionDecoder {
    mutating func state(_ object: JSONObject, _ outer: StateScope, into node: inout StateNode) -> State? {
        var scope = outer
        let path = scope.path
        guard let type = stateType(of: object, at: path), let allowed = StateFields.allowed(inType: type) else {
            return nil
        }
        scope.language = queryLanguage(of: object, at: path)
        checkNames(of: object, allowed: allowed, at: path)
        checkLanguage(of: object.filtered(by: allowed), scope.language, at: path)
        let comment = string("Comment", in: object, at: path)
        let kind = kind(type, object, scope, into: &node)
        let transition = transition(type, object, scope, into: &node)
        let flow = dataFlow(object, scope)
        let retriers = retriers(of: object, scope)
        let catchers = catchers(of: object, scope, into: &node)
        guard let kind, let transition, let flow, let retriers, let catchers else { return nil }
        return State(
            name: scope.name, index: scope.index, comment: comment, queryLanguage: scope.language, kind: kind,
            transition: transition, dataFlow: flow, retriers: retriers, catchers: catchers,
            variableReferences: variables.sorted())
    }

    private mutating func stateType(of object: JSONObject, at path: DefinitionPath) -> String? {
        guard object["Type"] != nil else {
            require(["Type"], in: object, at: path)
            return nil
        }
        return word("Type", of: StateFields.types, in: object, at: path)
    }

    private mutating func kind(
        _ type: String, _ object: JSONObject, _ scope: StateScope, into node: inout StateNode
    ) -> State.Kind? {
        switch type {
        case "Pass": pass(object, scope)
        case "Task": task(object, scope).map(State.Kind.task)
        case "Choice": choice(object, scope, into: &node).map(State.Kind.choice)
        case "Wait": wait(object, scope).map(State.Kind.wait)
        case "Parallel": parallel(object, scope)
        case "Map": map(object, scope).map(State.Kind.map)
        case "Succeed": .succeed
        case "Fail": fail(object, scope).map(State.Kind.fail)
        default: nil
        }
    }

    private mutating func pass(_ object: JSONObject, _ scope: StateScope) -> State.Kind {
        if let result = object["Result"] { warnOfStaticPaths(in: result, at: scope.path.appending("Result")) }
        return .pass(result: object["Result"])
    }

    private mutating func parallel(_ object: JSONObject, _ scope: StateScope) -> State.Kind? {
        require(["Branches"], in: object, at: scope.path)
        guard let branches = array("Branches", in: object, at: scope.path) else { return nil }
        let path = scope.path.appending("Branches")
        guard !branches.isEmpty else {
            refuse("Value cannot be empty", at: path)
            return nil
        }
        var indices: [LevelIndex] = []
        for (number, branch) in branches.enumerated() {
            guard let branch = branch.object else {
                expect("Object", at: path.appending(number))
                continue
            }
            if let index = level(branch, .branch, at: path.appending(number)) { indices.append(index) }
        }
        return indices.count == branches.count ? .parallel(branches: indices) : nil
    }

    private mutating func transition(
        _ type: String, _ object: JSONObject, _ scope: StateScope, into node: inout StateNode
    ) -> State.Transition? {
        switch type {
        case "Choice": return State.Transition.none
        case "Succeed", "Fail":
            node.ends = true
            return State.Transition.none
        default: break
        }
        let path = scope.path
        let end = object["End"]
        if let end, end.bool == nil {
            expect("Boolean", at: path.appending("End"))
            return nil
        }
        guard object["Next"] != nil else {
            if end?.bool == true {
                node.ends = true
                return .end
            }
            refuse(
                "This object should have only one of the following fields: [Next, End]", at: path,
                cure: "add \"Next\" with the name of a state, or \"End\": true")
            return nil
        }
        if end?.bool == true {
            exclude(["Next", "End"], in: object, at: path)
            return nil
        }
        guard let name = string("Next", in: object, at: path) else { return nil }
        return target(name, at: path.appending("Next"), scope, into: &node).map(State.Transition.next)
    }

    /// The state that a transition leads to. Whether there is one is said later, with all transitions at hand.
    mutating func target(
        _ name: String, at path: DefinitionPath, _ scope: StateScope, into node: inout StateNode
    ) -> StateIndex? {
        node.edges.append(StateNode.Edge(target: name, path: path))
        return scope.targets[ExactName(name)]
    }
}

extension JSONObject {
    fileprivate func filtered(by names: Set<String>) -> JSONObject {
        JSONObject(uniqueMembers: members.filter { names.contains($0.key) })
    }
}
