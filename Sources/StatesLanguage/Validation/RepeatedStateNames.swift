/// Finds states of one level that have the same name: of these the parser keeps the last alone, AWS refuses them.
struct RepeatedStateNames {
    private var scan: JSONScan
    private var found: [DefinitionPath] = []

    /// The places of the states, once for every repetition.
    static func find(in source: String) -> [DefinitionPath] {
        var finder = RepeatedStateNames(scan: JSONScan(Array(source.utf8)))
        finder.scan.skipBlanks()
        finder.visitLevel(at: .top, depth: 0)
        return finder.found
    }

    private init(scan: JSONScan) { self.scan = scan }

    /// From the start of a level: its states, and the levels in these.
    private mutating func visitLevel(at path: DefinitionPath, depth: Int) {
        guard depth < DecodingRules.nestingLimit, scan.descend(to: "States") else { return }
        let statesPath = path.appending("States")
        var seen: Set<ExactName> = []
        var states: [(name: String, value: Int)] = []
        var repeated: [DefinitionPath] = []
        scan.eachMember { name, _, value in
            if !seen.insert(ExactName(name)).inserted { repeated.append(statesPath.appending(name)) }
            states.append((name, value))
        }
        found += repeated
        for state in states { visitState(at: statesPath.appending(state.name), offset: state.value, depth: depth) }
    }

    private mutating func visitState(at path: DefinitionPath, offset: Int, depth: Int) {
        var levels: [(path: DefinitionPath, offset: Int)] = []
        scan.move(to: offset)
        scan.eachMember { name, _, value in
            if ["ItemProcessor", "Iterator", "Branches"].contains(name) {
                levels.append((path.appending(name), value))
            }
        }
        for level in levels {
            scan.move(to: level.offset)
            var branches: [Int] = []
            scan.eachElement { _, value in branches.append(value) }
            for (number, branch) in branches.enumerated() {
                scan.move(to: branch)
                visitLevel(at: level.path.appending(number), depth: depth + 1)
            }
            if branches.isEmpty {
                scan.move(to: level.offset)
                visitLevel(at: level.path, depth: depth + 1)
            }
        }
    }
}
