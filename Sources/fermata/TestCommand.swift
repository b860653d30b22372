import ArgumentParser
import DefinitionFiles
import Foundation
import JSON
import StatesLanguage
import WorkflowTests

/// `fermata test`: workflow tests with mocks and virtual time.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run workflow tests: mocks, virtual time, coverage.",
        discussion: """
            A test file (NAME.test.yaml) names a definition, mocks what its Tasks call, and says what is expected. Time is
            virtual: a Wait of 30 days takes no time. Of a folder, all *.test.yaml, *.test.yml and *.test.json are run.
            With 'functions: fermata.yaml' in the file, 'function: NAME' in a mock calls the real handler (--python).

            EXAMPLES:
              fermata test examples/
              fermata test order.test.yaml --filter refund
              fermata test workflows/ --junit results.xml --coverage-min 90
              fermata test order.test.yaml --update
              fermata test --from-execution orders/A-17 > order.test.yaml

            EXIT STATUS:
              0   every test passed
              1   a test failed, or the coverage is less than --coverage-min
              2   nothing could be run
            """
    )

    @Argument(help: "Test files or folders.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var paths: [String] = []

    @Option(help: ArgumentHelp("Only tests whose name contains this.", valueName: "text"))
    var filter: String?

    @Option(help: ArgumentHelp("Write the results as JUnit XML.", valueName: "file"))
    var junit: String?

    @Flag(help: "Show the coverage of each definition and what no test reached.")
    var coverage = false

    @Option(help: ArgumentHelp("Write the coverage for lcov.", valueName: "file"))
    var coverageLcov: String?

    @Option(help: ArgumentHelp("Fail if a definition's coverage is less, in percent.", valueName: "percent"))
    var coverageMin: Double?

    @Flag(help: "Write the outputs that runs had into the test files.")
    var update = false

    @Flag(help: "Run again whenever a file changes.")
    var watch = false

    @Flag(help: "Name the tests that passed, too.")
    var verbose = false

    @Option(help: ArgumentHelp("Write a test from what an execution did.", valueName: "execution"))
    var fromExecution: String?

    @OptionGroup var options: ClientOptions

    @Option(
        help: ArgumentHelp(
            "botocore's models, by which results of mocks are checked; else those of --python.", valueName: "path"),
        completion: .directory)
    var awsModels: String?

    @OptionGroup(visibility: .hidden) var functions: FunctionOptions

    func validate() throws {
        if paths.isEmpty, fromExecution == nil { throw ValidationError("Name a test file or a folder.") }
        if let coverageMin, !(0...100).contains(coverageMin) {
            throw ValidationError("--coverage-min is a percentage, from 0 to 100.")
        }
    }

    func run() async throws {
        if let fromExecution {
            let recorder = ExecutionRecorder(client: options.client)
            Terminal.output.write(try await recorder.test(of: fromExecution))
            return
        }
        var calls = LocalFunctionCalls(python: functions.interpreter)
        let (passed, sources) = try await runApart(calls)
        if watch { await rerun(&calls, after: FileChanges(paths + sources)) }
        await calls.shutdown()
        if !passed { throw ExitCode(CommandError.Status.failed.rawValue) }
    }

    /// Runs the tests again after each change, until the task is cancelled.
    private func rerun(_ calls: inout LocalFunctionCalls, after changes: FileChanges) async {
        var changes = changes
        while (try? await Task.sleep(for: .milliseconds(300))) != nil {
            guard changes.look() else { continue }
            // Functions may have changed, too: their processes start anew.
            await calls.shutdown()
            calls = LocalFunctionCalls(python: functions.interpreter)
            Terminal.output.write("")
            do {
                _ = try await runApart(calls)
            } catch let error as CommandError {
                Terminal.errors.write("error: \(error.line)")
            } catch {
                Terminal.errors.write("error: \(error)")
            }
        }
    }

    /// Runs the tests on a thread of their own: a call of a local function holds it. Gives what the tests rest on, too.
    private func runApart(_ calls: LocalFunctionCalls) async throws -> (passed: Bool, sources: [String]) {
        let command = self
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try command.runOnce(calls, updates: command.update) })
            }
        }
    }

    private func runOnce(_ calls: LocalFunctionCalls, updates: Bool) throws -> (passed: Bool, sources: [String]) {
        var session = TestSession(style: Terminal.output.style, isVerbose: verbose, filter: filter)
        session.run(
            try TestPaths.expanding(paths), functions: calls.functions,
            results: ServiceResults(models: awsModels ?? functions.interpreter)?.faults)
        guard !session.results.isEmpty else {
            throw CommandError(
                .unavailable, filter.map { "No test's name contains '\($0)'." } ?? "There are no tests.",
                cure: "Test files end in .test.yaml and have 'tests'.")
        }
        if updates, try session.update() { return try runOnce(calls, updates: false) }
        let coverages = session.coverages
        if coverage || coverageMin != nil {
            CoverageText(style: session.style).lines(coverages).forEach(Terminal.output.write)
        }
        if let coverageLcov {
            let text = try coverages.map { LCOV.record($0, text: try InputFile.text($0.source)) }.joined()
            try OutputFile.write(text, to: coverageLcov)
        }
        if let junit { try OutputFile.write(JUnitReport.text(session.results, seconds: session.seconds), to: junit) }
        var passed = session.hasPassed
        if let coverageMin {
            for coverage in coverages where coverage.percentage < coverageMin {
                Terminal.errors.write(
                    "\(coverage.source): coverage is \(Percent.text(coverage.percentage)), less than \(Percent.text(coverageMin))"
                )
                passed = false
            }
        }
        Terminal.output.write(session.summary)
        return (passed, session.sources)
    }
}
