import JSON

/// What a level of states belongs to.
enum LevelOwner {
    case machine
    case branch
    case processor
}

extension DefinitionDecoder {
    private static let levelFields: Set<String> = ["Comment", "StartAt", "States"]
    private static let machineFields = levelFields.union(["QueryLanguage", "TimeoutSeconds", "Version"])
    private static let processorFields = levelFields.union(["ProcessorConfig"])

    /// Reads a level with all that is nested in it, and puts it into the table. Its place is reserved before its
    /// states are read, so the top is the first.
    mutating func level(_ object: JSONObject, _ owner: LevelOwner, at path: DefinitionPath) -> LevelIndex? {
        let place = levels.count
        levels.append(nil)
        guard nesting < DecodingRules.nestingLimit else {
            note(.tooDeeplyNested, "States are too deeply nested", at: path)
            return nil
        }
        nesting += 1
        defer { nesting -= 1 }
        let allowed =
            switch owner {
            case .machine: Self.machineFields
            case .branch: Self.levelFields
            case .processor: Self.processorFields
            }
        require(["States", "StartAt"], in: object, at: path)
        checkNames(of: object, allowed: allowed, at: path)
        _ = string("Comment", in: object, at: path)
        let start = string("StartAt", in: object, at: path)
        guard let states = objectField("States", in: object, at: path) else { return nil }
        guard !states.isEmpty else {
            refuse("Value cannot be empty", at: path.appending("States"))
            return nil
        }
        let indices = read(states, start: start, at: path)
        guard let start, let first = indices[ExactName(start)] else { return nil }
        levels[place] = Level(startAt: first, states: states.keys.compactMap { indices[ExactName($0)] })
        return LevelIndex(place)
    }

    private mutating func read(
        _ members: JSONObject, start: String?, at path: DefinitionPath
    ) -> [ExactName: StateIndex] {
        let statesPath = path.appending("States")
        var indices: [ExactName: StateIndex] = [:]
        var next = states.count
        for member in members.members {
            indices[ExactName(member.key)] = StateIndex(next)
            next += 1 + Self.countNested(member.value, nesting: nesting)
        }
        var graph = LevelGraph(path: path, start: start)
        for member in members.members {
            let statePath = statesPath.appending(member.key)
            checkName(member.key, at: statePath)
            let place = states.count
            states.append(nil)
            var node = StateNode(name: member.key, path: statePath)
            guard let object = member.value.object else {
                expect("Object", at: statePath)
                graph.nodes.append(node)
                continue
            }
            let outer = (variables, stateDepth)
            (variables, stateDepth) = ([], statePath.steps.count)
            states[place] = state(
                object, StateScope(name: member.key, index: StateIndex(place), path: statePath, targets: indices),
                into: &node)
            (variables, stateDepth) = outer
            graph.nodes.append(node)
        }
        graphs.append(graph)
        return indices
    }

    private mutating func checkName(_ name: String, at path: DefinitionPath) {
        if name.isEmpty {
            note(.invalidStateName, "State name cannot be empty", at: path, atName: true)
        }
        if name.unicodeScalars.count > DecodingRules.stateNameLimit {
            note(
                .invalidStateName,
                "State name '\(name)' exceeds the \(DecodingRules.stateNameLimit)-character limit allowed by the service",
                at: path, atName: true)
        }
        // A state that is read alone has a name that nobody wrote.
        if rules.isolatesState, nesting == 1 { return }
        if !names.insert(ExactName(name)).inserted { noteRepeatedName(of: path) }
    }

    mutating func noteRepeatedName(of path: DefinitionPath) {
        guard case .member(let name)? = path.steps.last, repeatedNames.insert(path).inserted else { return }
        note(
            .duplicateStateName, "Duplicate State name: \(name)", at: path, atName: true,
            cure: "state names are unique in the whole document: rename one")
    }

    /// How many states lie within a state: what ``level(_:_:at:)`` will number between it and its next sibling.
    private static func countNested(_ state: JSONValue, nesting: Int) -> Int {
        guard nesting < DecodingRules.nestingLimit, let object = state.object else { return 0 }
        return nestedLevels(of: object).reduce(0) { sum, level in
            guard let states = level["States"]?.object else { return sum }
            return states.members.reduce(sum) { $0 + 1 + countNested($1.value, nesting: nesting + 1) }
        }
    }

    /// The levels that reading a state of its type will read.
    private static func nestedLevels(of state: JSONObject) -> [JSONObject] {
        switch state["Type"]?.string {
        case "Parallel": state["Branches"]?.array?.compactMap(\.object) ?? []
        case "Map": (state["ItemProcessor"] ?? state["Iterator"])?.object.map { [$0] } ?? []
        default: []
        }
    }
}
