import JSON

/// How an execution stands, for people: its status, and its output or error.
struct ExecutionReport {
    let description: JSONValue

    /// - Parameter description: the answer of DescribeExecution.
    init(_ description: JSONValue) {
        self.description = description
    }

    func write(to terminal: Terminal = .output) {
        for line in lines(terminal.style) { terminal.write(line) }
    }

    func lines(_ style: Style) -> [String] {
        let status = description["status"]?.string ?? "?"
        var lines = [Self.painted(status, style)]
        if let start = description["startDate"]?.number, let stop = description["stopDate"]?.number {
            lines[0] += style.dim(" after \(MomentText.offset(stop - start))")
        }
        if let error = description["error"]?.string { lines.append("error   \(error)") }
        if let cause = description["cause"]?.string { lines.append("cause   \(cause)") }
        if let output = description["output"]?.string { lines.append(IndentedJSON.text(of: output)) }
        return lines
    }

    static func painted(_ status: String, _ style: Style) -> String {
        switch status {
        case "SUCCEEDED": style.green(status)
        case "RUNNING", "PENDING_REDRIVE": style.blue(status)
        default: style.red(status)
        }
    }
}
