import StatesLanguage

/// Results as JUnit XML, which every CI reads.
public enum JUnitReport {
    /// - Parameter seconds: what the tests of a file took, by its path.
    public static func text(_ results: [TestResult], seconds: [String: Double]) -> String {
        var files: [String] = []
        for result in results where !files.contains(result.file) { files.append(result.file) }
        let failed = results.count { !$0.passed }
        let total = seconds.values.reduce(0, +)
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            "<testsuites name=\"fermata\" tests=\"\(results.count)\" failures=\"\(failed)\" time=\"\(number(total))\">",
        ]
        for file in files {
            let own = results.filter { $0.file == file }
            let name = escaped(file)
            lines.append(
                "  <testsuite name=\"\(name)\" tests=\"\(own.count)\" failures=\"\(own.count { !$0.passed })\" "
                    + "errors=\"0\" skipped=\"0\" time=\"\(number(seconds[file] ?? 0))\">")
            let each = (seconds[file] ?? 0) / Double(max(1, own.count))
            for result in own { lines += testCase(result, seconds: each) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func testCase(_ result: TestResult, seconds: Double) -> [String] {
        let line = result.position.map { " line=\"\($0.line)\"" } ?? ""
        let head =
            "    <testcase classname=\"\(escaped(result.file))\" name=\"\(escaped(result.name))\" "
            + "file=\"\(escaped(result.file))\"\(line) time=\"\(number(seconds))\""
        guard let first = result.failures.first else { return [head + "/>"] }
        let text = result.failures.flatMap { [$0.message] + $0.details }.joined(separator: "\n")
        return [
            head + ">", "      <failure message=\"\(escaped(first.message))\">\(escaped(text))</failure>",
            "    </testcase>",
        ]
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += "&#\(scalar.value);"
            // XML 1.0 has no way to write other control characters.
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ seconds: Double) -> String {
        let micros = Int((seconds * 1_000_000).rounded())
        return "\(micros / 1_000_000).\(String(1_000_000 + micros % 1_000_000).dropFirst())"
    }
}
