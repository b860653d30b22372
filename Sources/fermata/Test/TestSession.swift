import Foundation
import StatesLanguage
import WorkflowTests

/// The tests of one invocation: read, run, shown.
struct TestSession {
    let style: Style
    let isVerbose: Bool
    let filter: String?
    var functions: TestFileReader.Functions?
    private(set) var files: [TestFile] = []
    private(set) var results: [TestResult] = []
    /// What the tests of a file took.
    private(set) var seconds: [String: Double] = [:]
    private var unreadable = 0

    init(style: Style, isVerbose: Bool, filter: String?) {
        self.style = style
        self.isVerbose = isVerbose
        self.filter = filter
    }

    var isEmpty: Bool { results.isEmpty && unreadable == 0 }
    var hasPassed: Bool { unreadable == 0 && results.allSatisfy(\.passed) }
    var coverages: [Coverage] { Coverage.of(files, results) }

    mutating func run(_ path: String) {
        let clock = ContinuousClock()
        let start = clock.now
        let file: TestFile
        do {
            file = try Self.read(path, functions: functions)
        } catch {
            let place = error.position.map { "\(path):\($0.line):\($0.column)" } ?? path
            Terminal.output.write("\(style.red("✗")) \(style.bold(place)): \(error.message)")
            if let cure = error.cure { Terminal.output.write("    \(style.green("help:")) \(cure)") }
            unreadable += 1
            return
        }
        let wanted = filter
        let own = TestRunner.run(file) { name in wanted.map { name.localizedStandardContains($0) } ?? true }
        let took = clock.now - start
        seconds[path] = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        files.append(file)
        results += own
        for result in own { show(result) }
    }

    static func read(
        _ path: String, functions: TestFileReader.Functions? = nil
    ) throws(TestProblem) -> TestFile {
        let load = { (name: String) throws(TestProblem) -> String in
            do {
                return try InputFile.text(name)
            } catch let error as CommandError {
                throw TestProblem(error.cause, cure: error.cure)
            } catch {
                throw TestProblem("\(name) can't be read")
            }
        }
        return try TestFileReader.read(path: path, text: try load(path), functions: functions, load: load)
    }

    private func show(_ result: TestResult) {
        let place = result.position.map { "\(result.file):\($0.line)" } ?? result.file
        guard !result.passed else {
            if isVerbose {
                let time =
                    result.run.map { " \(style.dim("(virtual time \(DurationText.text($0.milliseconds)))"))" } ?? ""
                Terminal.output.write("\(style.green("✓")) \(result.name)\(time)")
            }
            return
        }
        Terminal.output.write("\(style.red("✗")) \(style.bold(result.name)) \(style.dim(place))")
        for failure in result.failures {
            Terminal.output.write("    \(failure.message)")
            for line in failure.details { Terminal.output.write("      \(line)") }
        }
    }

    var summary: String {
        let failed = results.count { !$0.passed } + unreadable
        let total = seconds.values.reduce(0, +)
        let rate = total > 0 ? Int(Double(results.count) / total) : 0
        let time = "\((total * 1000).rounded() / 1000) s, \(rate) a second"
        let count = "\(results.count - results.count { !$0.passed }) passed, \(failed) failed"
        let text = failed == 0 ? style.green(count) : style.red(count)
        return "\(text) in \(files.count) file\(files.count == 1 ? "" : "s") (\(time))"
    }

    func update() throws {
        for file in files {
            let own = results.filter { $0.file == file.path }
            let (text, left) = OutputUpdate.text(of: file, own)
            if text != file.text {
                try OutputFile.write(text, to: file.path)
                Terminal.output.write("updated \(file.path)")
            }
            for name in left {
                Terminal.errors.write("\(file.path): can't update '\(name)': write its output as a block")
            }
        }
    }
}

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
