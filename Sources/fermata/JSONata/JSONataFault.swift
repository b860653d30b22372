import JSONata

/// An error of an expression, with the line it is on and a caret under its place.
enum JSONataFault {
    static func text(_ error: JSONataError, in source: String) -> String {
        let units = Array(source.utf16)
        let place = start(of: error, in: units)
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

    /// Where the token begins that the error is about: its position is that of the token's end, or of a bracket after it.
    private static func start(of error: JSONataError, in units: [UInt16]) -> Int {
        let end = max(0, min(error.position, units.count))
        guard let token = error.token, !token.isEmpty, token != "(end)" else { return end }
        let wanted = Array(token.utf16)
        for shift in 0...1 where end - shift >= wanted.count {
            let start = end - shift - wanted.count
            guard units[start..<end - shift].elementsEqual(wanted) else { continue }
            let isVariable = start > 0 && units[start - 1] == UInt16(UInt8(ascii: "$"))
            return isVariable ? start - 1 : start
        }
        return max(0, end - wanted.count)
    }
}
