/// A table of text: columns as wide as their content, the last one as it comes.
struct TextTable {
    var header: [String]
    var rows: [[String]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func add(_ row: String...) {
        rows.append(row)
    }

    func lines(_ style: Style) -> [String] {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ row: [String]) -> String {
            var cells = row.indices.dropLast().map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].count)
            }
            cells.append(row.last ?? "")
            return cells.joined(separator: "  ")
        }
        return [style.bold(line(header))] + rows.map(line)
    }

    func write(to terminal: Terminal = .output) {
        for line in lines(terminal.style) { terminal.write(line) }
    }
}
