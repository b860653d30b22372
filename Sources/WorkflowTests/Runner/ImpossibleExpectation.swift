import JSON
import StatesLanguage

/// Expectations that no run can meet, told before one is made.
extension TestFileReader {
    static let statuses: Set<String> = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "RUNNING"]

    func expectationFault(_ raw: RawTest, _ draft: DefinitionDraft) -> TestProblem? {
        for (part, place) in raw.parts {
            guard let expect = part["expect"] else { continue }
            let inner = place.appending("expect")
            guard let object = expect.object else { return problemValue("'expect' is a mapping", at: inner) }
            if let fault = unknownKeys(object, TestFileKeys.expect, at: inner).first { return fault }
            if let fault = nameFault(object, draft, at: inner) { return fault }
            for member in object["calls"]?.object?.members ?? [] {
                let call = inner.appending("calls").appending(member.key)
                if let fault = unknownKeys(member.value.object, TestFileKeys.call, at: call).first { return fault }
            }
        }
        return contradiction(raw)
    }

    private func contradiction(_ raw: RawTest) -> TestProblem? {
        let place = raw.place.appending("expect")
        guard let expect = raw.value["expect"]?.object else { return nil }
        if let status = expect["status"] {
            guard let name = status.string?.uppercased(), Self.statuses.contains(name) else {
                return problemValue(
                    "no execution has the status \(status.serialized())", at: place.appending("status"),
                    cure: NearestKey.advice(status.bare.uppercased(), among: Self.statuses.sorted())
                        ?? "statuses are \(Self.statuses.sorted().joined(separator: ", "))")
            }
            let hasOutput = expect["output"] != nil || expect["outputIncludes"] != nil
            if name != "SUCCEEDED", hasOutput {
                return problemValue("an execution that is \(name) has no output", at: place.appending("output"))
            }
            if name == "SUCCEEDED", expect["error"] != nil || expect["cause"] != nil {
                return problemValue("an execution that succeeds has no error", at: place.appending("error"))
            }
        } else if expect["error"] != nil, expect["output"] != nil {
            return problemValue("an execution has either an output or an error", at: place)
        }
        if expect["next"] != nil, raw.value["state"] == nil {
            return problemValue("'next' is of a test of one state; name it with 'state'", at: place.appending("next"))
        }
        return nil
    }

    private func nameFault(_ expect: JSONObject, _ draft: DefinitionDraft, at place: DefinitionPath) -> TestProblem? {
        let names = Set(draft.definition.states.map(\.name))
        func unknown(_ name: String, at inner: DefinitionPath, named: Bool = false) -> TestProblem? {
            if names.contains(name) { return nil }
            return problemValue(
                "the definition has no state '\(name)', so no run can take it", at: inner, named: named,
                cure: NearestKey.advice(name, among: names.sorted()))
        }
        let path = expect["path"]?.array ?? []
        for (number, step) in path.enumerated() {
            let inner = place.appending("path").appending(number)
            guard let name = step.string else { return problemValue("a path is a list of state names", at: inner) }
            if name == PathComparison.gap { continue }
            if let fault = unknown(name, at: inner) { return fault }
            if number > 0, let before = path[number - 1].string, let fault = wayFault(before, name, draft) {
                return problemValue(fault, at: inner)
            }
        }
        for field in ["visits", "retries"] {
            for key in expect[field]?.object?.keys ?? [] {
                if let fault = unknown(key, at: place.appending(field).appending(key), named: true) { return fault }
            }
        }
        if let next = expect["next"]?.string, let fault = unknown(next, at: place.appending("next")) { return fault }
        return nil
    }

    /// Two states in a row between which no way leads; told only where nothing runs beside them.
    private func wayFault(_ before: String, _ name: String, _ draft: DefinitionDraft) -> String? {
        let definition = draft.definition
        guard let from = definition.index(ofState: before), let to = definition.index(ofState: name),
            definition.levels.count == 1
        else { return nil }
        if draft.traced.edges.contains(where: { $0.from == from && $0.to == to }) { return nil }
        return "no transition leads from '\(before)' to '\(name)', so no run can take this path"
    }
}
