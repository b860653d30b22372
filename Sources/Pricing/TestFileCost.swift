public import JSON
import StatesLanguage
public import WorkflowTests

/// What the workflow of a test file costs, by its simulated cases and by what the file says runs beside it.
public struct TestFileCost: Sendable {
    /// Cases with a weight, as they ran.
    public let cases: [(name: String, run: SimulatedRun, weight: Double)]
    /// Of one execution on the average, what runs beside it included.
    public let perExecution: Usage
    /// Of a month, whatever the number of executions.
    public let perMonth: Usage
    /// Megabytes that Express executions are billed for; nil: estimated.
    public let memory: Double?

    /// - Parameters:
    ///   - isWanted: told by a case's name whether it counts.
    ///   - input: merged into the input of each case.
    ///   - weights: of cases by name, in the place of the file's own.
    /// - Throws: ``TestProblem`` where the file has a fault or a case doesn't come to its end.
    public init(
        _ file: TestFile, where isWanted: (String) -> Bool = { _ in true }, input: JSONObject = JSONObject(),
        weights: [String: Double] = [:]
    ) throws(TestProblem) {
        if let problem = file.problems.first { throw problem }
        if let problem = file.broken.first?.problem { throw problem }
        memory = file.cost["expressMemory"]?.number
        var cases: [(name: String, run: SimulatedRun, weight: Double)] = []
        for test in file.tests where isWanted(test.name) && test.state == nil {
            let weight = weights[test.name] ?? test.weight
            guard weight > 0 else { continue }
            let run = input.isEmpty ? test.run() : test.run(with: input)
            guard case .ended = run.status else {
                throw TestProblem("'\(test.name)' comes to no end: \(run.status)", at: test.position)
            }
            cases.append((test.name, run, weight))
        }
        guard !cases.isEmpty else {
            throw TestProblem("there is no case to count", cure: "a case with 'weight' 0 doesn't count")
        }
        self.cases = cases
        let megabytes = memory
        var mean = Usage.mean(cases.map { (Usage($0.run, memory: megabytes), $0.weight) })
        var monthly = Usage()
        for entry in file.cost["alongside"]?.array ?? [] {
            let (usage, isMonthly) = try Self.alongside(entry, file)
            if isMonthly { monthly.add(usage) } else { mean.add(usage) }
        }
        perExecution = mean
        perMonth = monthly
    }

    private static func alongside(_ entry: JSONValue, _ file: TestFile) throws(TestProblem) -> (Usage, Bool) {
        let name = entry["name"]?.string ?? entry["execution"]?.string ?? "beside it"
        let times = entry["perMonth"]?.number
        var usage = Usage()
        if let child = entry["execution"]?.string {
            guard let machine = file.executions[child] else {
                throw TestProblem("'cost': 'executions' has no state machine '\(child)'")
            }
            var world = SimulatedWorld(executions: file.executions)
            if let base = file.tests.first?.world {
                world = base
                world.mocks = [:]
            }
            let run = Simulation.run(machine, input: entry["input"] ?? .object(JSONObject()), world: world)
            guard case .ended = run.status else {
                throw TestProblem("'cost': '\(child)' comes to no end: \(run.status)")
            }
            usage.add(Usage(run), below: name, times: times ?? entry["requests"]?.number ?? 1)
        } else {
            let milliseconds: Int64
            do throws(MockTemplateError) {
                milliseconds = try DurationText.milliseconds(entry["duration"] ?? 0)
            } catch {
                throw TestProblem("'cost': \(error.message)")
            }
            usage.add(
                LambdaMetering.meter(
                    milliseconds: Double(milliseconds), megabytes: entry["memory"]?.number ?? 128,
                    requests: times ?? entry["requests"]?.number ?? 1),
                to: name)
        }
        return (usage, times != nil)
    }

    /// A month's use.
    public func monthly(executions: Double) -> Usage {
        var usage = perExecution.scaled(by: executions)
        usage.add(perMonth)
        return usage
    }

    /// Transitions of an execution of the workflow itself, its Express children and what runs beside it left out.
    public var transitions: Double {
        let sum = cases.reduce(0) { $0 + $1.weight }
        return cases.reduce(0) { $0 + Usage($1.run).total.transitions * $1.weight } / sum
    }

    public var starts: Double {
        let sum = cases.reduce(0) { $0 + $1.weight }
        return cases.reduce(0) { $0 + Usage($1.run).total.standardExecutions * $1.weight } / sum
    }
}
