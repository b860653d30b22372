/// Lines that change: on a terminal they are drawn over themselves, elsewhere only what is new is written.
struct LiveLines {
    private let terminal: Terminal
    private var shown: [String] = []

    init(_ terminal: Terminal) { self.terminal = terminal }

    mutating func show(_ lines: [String], isLast: Bool) {
        defer { shown = lines }
        guard terminal.isTerminal else {
            if lines != shown || isLast { terminal.write(lines.joined(separator: "\n")) }
            return
        }
        // Back to the first line, with nothing left of it and of those below; while it changes no line is wrapped, for a
        // wrapped one counts as two.
        let back = shown.isEmpty ? "" : "\u{1B}[\(shown.count)A\r\u{1B}[J"
        let text = lines.joined(separator: "\n")
        terminal.write(isLast ? back + text : "\(back)\u{1B}[?7l\(text)\u{1B}[?7h")
    }
}
