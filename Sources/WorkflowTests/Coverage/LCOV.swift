import DefinitionFiles
import JSON
import StatesLanguage

/// Coverage in the form that lcov, genhtml and code hosts read: a state is a function and its line, a Choice rule or
/// Catcher a branch of its state's line.
public enum LCOV {
    /// - Parameter text: of the definition, for its lines.
    public static func record(_ coverage: Coverage, text: String) -> String {
        let source = try? DefinitionSource(text, format: .of(path: coverage.source, text: text))
        var places: [String: DefinitionPath] = [:]
        if let document = source?.document { collect(document, at: .top, into: &places) }
        func line(_ state: StateIndex) -> Int {
            let name = coverage.definition[state].name
            return places[name].flatMap { source?.positions.position(ofName: $0)?.line } ?? 1
        }
        var lines = ["TN:", "SF:\(coverage.source)"]
        let states = coverage.items.filter { $0.kind == .state }
        for item in states { lines.append("FN:\(line(item.state)),\(item.name)") }
        for item in states { lines.append("FNDA:\(item.hits),\(item.name)") }
        lines += ["FNF:\(states.count)", "FNH:\(states.count { $0.hits > 0 })"]
        var branches = 0
        var branchesHit = 0
        var hits: [StateIndex: Int] = [:]
        for item in states { hits[item.state] = item.hits }
        for state in states {
            let ways = coverage.items.filter { $0.state == state.state && ($0.kind == .rule || $0.kind == .catcher) }
            for (number, way) in ways.enumerated() {
                let taken = (hits[state.state] ?? 0) == 0 ? "-" : "\(way.hits)"
                lines.append("BRDA:\(line(state.state)),0,\(number),\(taken)")
                branches += 1
                if way.hits > 0 { branchesHit += 1 }
            }
        }
        lines += ["BRF:\(branches)", "BRH:\(branchesHit)"]
        for item in states { lines.append("DA:\(line(item.state)),\(item.hits)") }
        lines += ["LF:\(states.count)", "LH:\(states.count { $0.hits > 0 })", "end_of_record"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func collect(
        _ level: JSONValue, at place: DefinitionPath, into places: inout [String: DefinitionPath]
    ) {
        for member in level["States"]?.object?.members ?? [] {
            let inner = place.appending("States").appending(member.key)
            places[member.key] = inner
            for (number, branch) in (member.value["Branches"]?.array ?? []).enumerated() {
                collect(branch, at: inner.appending("Branches").appending(number), into: &places)
            }
            for field in ["ItemProcessor", "Iterator"] {
                if let processor = member.value[field] { collect(processor, at: inner.appending(field), into: &places) }
            }
        }
    }
}
