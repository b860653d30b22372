import JSON
import Pricing
import StatesLanguage

extension Advisor {
    /// A row of Tasks each of which reads nothing that the one before it makes.
    mutating func independence() {
        for level in definition.levels {
            var row: [State] = []
            var seen: Set<StateIndex> = []
            var current: StateIndex? = level.startAt
            while let index = current, seen.insert(index).inserted {
                let state = definition[index]
                current = targets(state).count == 1 ? targets(state).first : nil
                if case .task = state.kind, mayRunBesideOthers(state) {
                    if row.contains(where: { depends(state, on: $0) }) || level.incoming(of: index, in: self) > 1 {
                        report(row)
                        row = [state]
                    } else {
                        row.append(state)
                    }
                } else {
                    report(row)
                    row = []
                }
            }
            report(row)
        }
    }

    /// Whether nothing but data ties a Task to its place: no answer from elsewhere, no way out, nothing that is taken
    /// away from what others use.
    private func mayRunBesideOthers(_ state: State) -> Bool {
        guard case .task(let task) = state.kind, state.catchers.isEmpty, !isCallback(state), !isJob(state) else {
            return false
        }
        var action = (functionName(state) ?? "").lowercased()
        if case .integration(let call) = task.resource.target, call.service != "lambda" {
            action = call.action.lowercased()
        }
        let endings = ["delete", "remove", "terminate", "stop", "cancel", "clean", "purge", "drop", "release", "close"]
        return !endings.contains { action.hasPrefix($0) || state.name.lowercased().hasPrefix($0) }
    }

    private mutating func report(_ row: [State]) {
        guard row.count > 1 else { return }
        let saved = Double(row.count - 1) * setting.functionMilliseconds / 1000
        add(
            .independentStates, .note, row.map(\.name),
            "\(row.map { "'\($0.name)'" }.joined(separator: ", ")) run one after the other, and none reads what another makes.",
            why: "The execution takes as long as all of them together.",
            change: "Put them into the branches of a Parallel (one transition more).",
            saves: Advice.Saving(
                perMonth: 0,
                words: "about \(saved) s an execution, if each takes \(setting.functionMilliseconds / 1000) s"))
    }

    /// Whether a state reads what another assigns or puts out.
    private func depends(_ later: State, on earlier: State) -> Bool {
        let assigned = Set(
            documents[earlier.name]?["Assign"]?.object?.keys.map { $0.hasSuffix(".$") ? String($0.dropLast(2)) : $0 }
                ?? [])
        if !assigned.isDisjoint(with: later.variableReferences) { return true }
        guard case .jsonata = later.dataFlow, case .jsonata = earlier.dataFlow else {
            return jsonPathDepends(later, earlier)
        }
        // A state that passes its input on makes nothing that is read by the next one.
        let output = documents[earlier.name]?["Output"]?.string?.filter { $0 != " " }
        if output == "{%$states.input%}" { return false }
        let text = documents[later.name]?["Arguments"]?.serialized() ?? ""
        return text.contains("$states.input") || documents[later.name]?["Arguments"] == nil
    }

    private func jsonPathDepends(_ later: State, _ earlier: State) -> Bool {
        guard case .jsonPath = earlier.dataFlow, case .jsonPath = later.dataFlow else { return true }
        guard let path = documents[earlier.name]?["ResultPath"] else { return true }
        guard let text = path.string, text != "$" else { return !path.isNull }
        let parameters = documents[later.name]?["Parameters"]?.serialized()
        guard let parameters, documents[later.name]?["InputPath"] == nil else { return true }
        return parameters.contains(text) || parameters.contains("\"$\"")
    }

    /// Passes that a neighbour could do.
    mutating func passes() {
        for state in definition.states {
            guard case .pass = state.kind, let document = documents[state.name] else { continue }
            let hasLoop = definition.levels.contains { level in cycles(level).contains { $0.contains(state.index) } }
            let level = definition.levels.first { $0.states.contains(state.index) }
            guard !hasLoop, (level?.states.count ?? 0) > 1 else { continue }
            let fields = ["Parameters", "Result", "Output", "Assign", "InputPath", "OutputPath", "ResultPath"]
            let isEmpty = fields.allSatisfy { document[$0] == nil }
            add(
                .reshapingPass, .note, [state.name],
                isEmpty ? "'\(state.name)' does nothing." : "'\(state.name)' only reshapes data.",
                why: "It is a transition an execution for what a neighbour can do in its own fields.",
                change: state.queryLanguage == .jsonata
                    ? "Move its Assign and Output into the state before it, or into the Arguments of the one after it."
                    : "Make its neighbour a JSONata state, and write the shape into its Output or Arguments.",
                saves: Advice.Saving(perMonth: setting.transitions(1), words: "1 transition an execution"))
        }
    }

    mutating func maps() {
        for state in definition.states {
            guard case .map(let map) = state.kind, map.mode == .inline else { continue }
            let document = documents[state.name]
            let literal = document?["Items"]?.array?.count ?? 0
            let range = document?["Items"]?.string.flatMap(Self.rangeEnd) ?? 0
            let inner = definition[map.processor].states.reduce(0) { sum, index in
                if case .task = definition[index].kind { sum + 5 } else { sum + 2 }
            }
            let assumed = Int(setting.assumptions.maps[state.name] ?? 0)
            let size = max(literal, range, assumed)
            if size > 40 || map.isUnbounded(document) {
                let most = 24_990 / max(1, inner + 2)
                add(
                    .largeInlineMap, size * (inner + 2) > 25_000 ? .warning : .note, [state.name],
                    size > 40
                        ? "'\(state.name)' goes over \(size) items inline."
                        : "'\(state.name)' goes inline over what another service lists.",
                    why:
                        "An inline Map runs 40 iterations at a time and keeps its events in one history: \(most) items are the most.",
                    change:
                        "Set ProcessorConfig to DISTRIBUTED, with Express children if each takes less than 5 minutes.")
            }
        }
    }

    private static func rangeEnd(_ text: String) -> Int? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let digits = text[dots.upperBound...].prefix { $0.isNumber }
        return Int(digits)
    }

    /// Variables that nothing reads.
    mutating func variables() {
        let read = Set(definition.states.flatMap(\.variableReferences))
        var seen: Set<String> = []
        for state in definition.states {
            var assigns: [JSONValue] = [documents[state.name]?["Assign"]].compactMap { $0 }
            for field in ["Choices", "Catch"] {
                assigns += (documents[state.name]?[field]?.array ?? []).compactMap { $0["Assign"] }
            }
            for key in assigns.flatMap({ $0.object?.keys ?? [] }) {
                let name = key.hasSuffix(".$") ? String(key.dropLast(2)) : key
                guard !read.contains(name), seen.insert(name).inserted else { continue }
                add(
                    .unusedVariable, .note, [state.name], "'\(state.name)' assigns $\(name), which no state reads.",
                    why: "It counts against the 10 MiB of variables and hides what matters.",
                    change: "Leave it out.")
            }
        }
    }

    /// States that hand on all that came before, or that were seen with large inputs.
    mutating func payloads() {
        for state in definition.states {
            if let bytes = setting.payloads[state.name], bytes > 131_072 {
                add(
                    .payloadNearLimit, bytes > 209_715 ? .warning : .note, [state.name],
                    "'\(state.name)' was given \(bytes / 1024) KiB; the limit is 256 KiB.",
                    why: "The execution fails with States.DataLimitExceeded when it grows further.",
                    change: "Keep the data in S3 and pass its key, or keep only what later states read.")
            }
        }
        for level in definition.levels where level.states.count > 1 {
            for loop in cycles(level) {
                for index in loop {
                    let document = documents[definition[index].name]
                    let text =
                        (document?["Output"]?.serialized() ?? "") + (document?["Parameters"]?.serialized() ?? "")
                        + (document?["Assign"]?.serialized() ?? "")
                    guard text.contains("$append(") || text.contains("States.Array(") && text.contains("$.") else {
                        continue
                    }
                    add(
                        .payloadNearLimit, .note, [definition[index].name],
                        "'\(definition[index].name)' lets a list grow in a loop.",
                        why: "The list meets the limit of 256 KiB after enough rounds.",
                        change: "Write each round's part to S3 or a table, or use a distributed Map.")
                }
            }
        }
    }
}

extension Level {
    func incoming(of index: StateIndex, in advisor: Advisor) -> Int {
        states.reduce(0) { $0 + advisor.targets(advisor.definition[$1]).filter { $0 == index }.count }
    }
}

extension MapState {
    /// Whether the items come from a call that lists things.
    fileprivate func isUnbounded(_ document: JSONValue?) -> Bool {
        let text = (document?["ItemsPath"]?.string ?? "") + (document?["Items"]?.string ?? "")
        return ["Contents", "Items.Items", "Rows", "Records", "Keys"].contains {
            text.hasSuffix(".\($0)") || text.contains(".\($0) ")
        }
    }
}
