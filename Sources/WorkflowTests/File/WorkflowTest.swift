public import JSON
public import StatesLanguage

/// One test: a run in a simulated world, and what is expected of it.
public struct WorkflowTest: Sendable {
    public let name: String
    public let position: SourcePosition?
    public let input: JSONValue
    public let machine: SimulatedMachine
    public let world: SimulatedWorld
    /// The single state that is tested.
    public let state: String?
    /// The `expect` of the file, merged with that of its table.
    public let expect: JSONObject
    /// How much it counts among the cases when costs are averaged.
    public let weight: Double
    /// Where its `expect` stands in the file.
    public let place: DefinitionPath

    public func run() -> SimulatedRun { Simulation.run(machine, input: input, world: world) }
}

/// A file of tests, as far as it could be read.
public struct TestFile: Sendable {
    public let path: String
    public let text: String
    /// Where the definition is.
    public let definitionPath: String
    public let type: StateMachineType
    public let definition: TracedDefinition?
    public let tests: [WorkflowTest]
    /// Faults of single tests, by the test's name; these don't run.
    public let broken: [(name: String, problem: TestProblem)]
    /// Faults of the file outside of any test.
    public let problems: [TestProblem]
    /// The other definitions that its tests run: their paths and definitions.
    public let executions: [String: SimulatedMachine]
    /// `cost`, as written.
    public let cost: JSONObject
}
