import StatesLanguage
import WorkflowTests

/// Coverage for people.
struct CoverageText {
    /// Of a definition.
    private static let shownMisses = 12

    let style: Style

    func lines(_ coverages: [Coverage]) -> [String] {
        let kinds = Coverage.Item.Kind.allCases
        var table = TextTable("DEFINITION", "STATES", "TRANSITIONS", "RULES", "CATCHERS", "RETRIERS", "ALL")
        for coverage in coverages {
            let cells = kinds.map { kind in
                let (reached, all) = coverage.count(kind)
                return all == 0 ? "-" : "\(reached)/\(all)"
            }
            table.rows.append([coverage.source] + cells + [Percent.text(coverage.percentage)])
        }
        var lines = [""] + table.lines(style)
        for coverage in coverages {
            let missed = coverage.missed
            for item in missed.prefix(Self.shownMisses) {
                lines.append(
                    "  \(style.yellow("not reached:")) \(coverage.source): \(item.kind.rawValue): \(item.name)")
            }
            if missed.count > Self.shownMisses { lines.append("  … and \(missed.count - Self.shownMisses) more") }
        }
        return lines + [""]
    }
}
