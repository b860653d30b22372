import Foundation
import StatesLanguage
import Synchronization
import WorkflowTests

/// The tests of one invocation: read, run, shown.
struct TestSession {
    let style: Style
    let isVerbose: Bool
    let filter: String?
    private(set) var files: [TestFile] = []
    private(set) var results: [TestResult] = []
    /// What the tests of a file took.
    private(set) var seconds: [String: Double] = [:]
    /// What all of them took, side by side.
    private var total = 0.0

    init(style: Style, isVerbose: Bool, filter: String?) {
        self.style = style
        self.isVerbose = isVerbose
        self.filter = filter
    }

    var hasPassed: Bool { results.allSatisfy(\.passed) }
    var coverages: [Coverage] { Coverage.of(files, results) }

    /// What a change of would change results.
    var sources: [String] {
        files.flatMap { [$0.definitionPath] + $0.executions.values.map(\.source) }
    }

    /// Runs the tests of files, several at a time, and shows them in order.
    mutating func run(
        _ paths: [String], functions: TestFileReader.Functions?, results checks: TestFileReader.Results?
    ) {
        let clock = ContinuousClock()
        let start = clock.now
        let wanted = filter
        let done = FileResults()
        OwnThreads.forEach(paths.count) { place in
            let result = FileResult(paths[place], functions, checks) { name in
                wanted.map { name.localizedStandardContains($0) } ?? true
            }
            done.all.withLock { $0[place] = result }
        }
        total = clock.now.seconds(since: start)
        for (_, result) in done.all.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            seconds[result.path] = result.seconds
            if let file = result.file { files.append(file) }
            results += result.results
            for own in result.results { show(own) }
        }
    }

    static func read(
        _ path: String, functions: TestFileReader.Functions? = nil, results: TestFileReader.Results? = nil
    ) throws(TestProblem) -> TestFile {
        let load: TestFileReader.Load = { (name) throws(TestProblem) in
            do {
                return try InputFile.text(name)
            } catch let error as CommandError {
                throw TestProblem(error.cause, cure: error.cure)
            } catch {
                throw TestProblem("\(name) can't be read")
            }
        }
        return try TestFileReader.read(
            path: path, text: try load(path), functions: functions, results: results, load: load)
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
        let failed = results.count { !$0.passed }
        let rate = total > 0 ? Int(Double(results.count) / total) : 0
        let time = "\((total * 1000).rounded() / 1000) s, \(rate) a second"
        let count = "\(results.count - failed) passed, \(failed) failed"
        let text = failed == 0 ? style.green(count) : style.red(count)
        return "\(text) in \(files.count) file\(files.count == 1 ? "" : "s") (\(time))"
    }

    /// Writes the outputs that runs had into the test files; tells whether any changed.
    func update() throws -> Bool {
        var hasChanged = false
        for file in files {
            let own = results.filter { $0.file == file.path }
            let (text, left) = OutputUpdate.text(of: file, own)
            if text != file.text {
                try OutputFile.write(text, to: file.path)
                hasChanged = true
                Terminal.output.write("updated \(file.path)")
            }
            for name in left {
                Terminal.errors.write("\(file.path): can't update '\(name)': write its output as a block")
            }
        }
        return hasChanged
    }
}

/// The tests of one file, as they went.
private struct FileResult: Sendable {
    let path: String
    var file: TestFile?
    let results: [TestResult]
    let seconds: Double

    init(
        _ path: String, _ functions: TestFileReader.Functions?, _ checks: TestFileReader.Results?,
        where isWanted: (String) -> Bool
    ) {
        let clock = ContinuousClock()
        let start = clock.now
        self.path = path
        do {
            let file = try TestSession.read(path, functions: functions, results: checks)
            self.file = file
            results = TestRunner.run(file, where: isWanted)
        } catch {
            results = [.faulty(path, error)]
        }
        seconds = clock.now.seconds(since: start)
    }
}

extension ContinuousClock.Instant {
    fileprivate func seconds(since start: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (self - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// Of files that run side by side, by their place.
private final class FileResults: Sendable {
    let all = Mutex([Int: FileResult]())
}
