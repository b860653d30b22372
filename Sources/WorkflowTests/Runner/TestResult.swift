public import StatesLanguage

/// What a test came to.
public struct TestResult: Sendable {
    /// The test file.
    public let file: String
    public let name: String
    public let position: SourcePosition?
    /// Nothing where it passed; else one item a failed expectation: a sentence and lines that show it.
    public let failures: [TestFailure]
    /// Nil where the test could not run.
    public let run: SimulatedRun?
    public let test: WorkflowTest?

    public var passed: Bool { failures.isEmpty }

    /// A file, or a test of it, that can't be run.
    public static func faulty(_ file: String, _ problem: TestProblem, name: String = "the test file") -> TestResult {
        TestResult(
            file: file, name: name, position: problem.position,
            failures: [TestFailure(problem.message, details: problem.cure.map { [$0] } ?? [])], run: nil, test: nil)
    }
}

/// An expectation that a run did not meet.
public struct TestFailure: Sendable, Equatable {
    public let message: String
    public var details: [String] = []

    public init(_ message: String, details: [String] = []) {
        self.message = message
        self.details = details
    }
}

/// Runs the tests of files.
public enum TestRunner {
    /// - Parameter isWanted: told by a test's name whether it shall run.
    public static func run(_ file: TestFile, where isWanted: (String) -> Bool = { _ in true }) -> [TestResult] {
        var results: [TestResult] = []
        for problem in file.problems {
            results.append(.faulty(file.path, problem))
        }
        for (name, problem) in file.broken where isWanted(name) {
            results.append(.faulty(file.path, problem, name: name))
        }
        let broken = Set(file.broken.map(\.name))
        for test in file.tests where isWanted(test.name) && !broken.contains(test.name) {
            results.append(run(test, file))
        }
        return results
    }

    public static func run(_ test: WorkflowTest, _ file: TestFile) -> TestResult {
        let run = test.run()
        return TestResult(
            file: file.path, name: test.name, position: test.position, failures: Expectation(test, run).failures(),
            run: run, test: test)
    }
}
