import JSONata

/// An error of an expression, with the line it is on and a caret under its place.
enum JSONataFault {
    static func text(_ error: JSONataError, in source: String) -> String {
        let units = Array(source.utf16)
        // The position is that of the token's end.
        let length = error.token == "(end)" ? 0 : max(1, error.token.map { $0.utf16.count } ?? 1)
        let place = max(0, min(error.position, units.count) - length)
        let before = String(decoding: units[..<place], as: UTF16.self)
        let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let row = before.count { $0 == "\n" }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = row < lines.count ? lines[row] : ""
        let indent = line.map { $0 == "\t" ? "\t" : " " }.joined()
        return """
            \(Terminal.errors.style.red("error:")) \(error) (line \(row + 1), column \(line.count + 1))
              \(shown)
              \(indent)^
            """
    }
}
