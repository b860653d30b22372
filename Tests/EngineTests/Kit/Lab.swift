import Glibc
import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// An engine on a directory of its own, with a clock, tasks and storage in a test's hands.
final class Lab {
    static let function = "arn:aws:lambda:us-east-1:000000000000:function:f"
    static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    static let job = "arn:aws:states:::batch:submitJob.sync"

    let clock = ManualClock()
    let tasks = ScriptedTasks()
    let directory: String
    private(set) var journal: UnreliableJournal
    private(set) var engine: Engine

    init(_ configuration: EngineConfiguration = EngineConfiguration()) async throws {
        var template = Array("/tmp/fermata-engine-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        (journal, engine) = try Self.open(directory, configuration, clock, tasks)
        try await engine.start()
    }

    private static func open(
        _ directory: String, _ configuration: EngineConfiguration, _ clock: ManualClock, _ tasks: ScriptedTasks
    ) throws -> (UnreliableJournal, Engine) {
        var options = SQLiteJournal.Options()
        options.isDurable = false
        let journal = UnreliableJournal(try SQLiteJournal(directory: directory, shards: 4, options: options))
        let engine = try Engine(journal: journal, configuration: configuration, clock: clock) {
            [NestedExecutions(engine: $0), tasks]
        }
        return (journal, engine)
    }

    /// Stops the server and starts it again on the same data, after some time.
    func reopen(after seconds: Double = 0, _ configuration: EngineConfiguration = EngineConfiguration()) async throws {
        await engine.shutdown()
        clock.advance(seconds: seconds)
        (journal, engine) = try Self.open(directory, configuration, clock, tasks)
        try await engine.start()
    }

    func close() async {
        await engine.shutdown()
        for name in ["fermata.db", "fermata.db-wal", "fermata.db-shm", "deciding", "fermata.lock"] {
            unlink("\(directory)/\(name)")
        }
        rmdir(directory)
    }

    // MARK: Requests

    func create(_ name: String, _ definition: String, type: StateMachineType = .standard) async throws
        -> ResolvedStateMachine
    {
        let request = CreateStateMachineRequest(
            scope: Scope(), name: name, definition: definition, roleARN: "arn:aws:iam::000000000000:role/r", type: type)
        let machine = try await engine.catalog.createStateMachine(request).machine
        return try engine.catalog.resolve(arn: machine.arn, scope: Scope())
    }

    func request(_ machine: ResolvedStateMachine, name: String? = nil, input: String = "{}") -> StartExecutionRequest {
        StartExecutionRequest(resolved: machine, scope: Scope(), name: name, input: input, traceHeader: nil)
    }

    func start(_ machine: ResolvedStateMachine, name: String? = nil, input: String = "{}") async throws -> ExecutionARN
    {
        try ExecutionARN(try await engine.startExecution(request(machine, name: name, input: input)).executionARN)
    }

    /// Creates a machine and starts it.
    func run(_ definition: String, input: String = "{}") async throws -> ExecutionARN {
        let machine = try await create("machine", definition)
        return try await start(machine, input: input)
    }

    func describe(_ arn: ExecutionARN) async throws -> ExecutionDescription { try await engine.describeExecution(arn) }

    /// Waits for the end of an execution.
    @discardableResult
    func end(_ arn: ExecutionARN) async throws -> ExecutionDescription {
        try await eventually("the end of \(arn.name)") { try await self.describe(arn).status != .running }
        return try await describe(arn)
    }

    func types(_ arn: ExecutionARN) async throws -> [String] {
        let request = HistoryRequest(executionARN: arn, limit: 1_000, reverseOrder: false, nextToken: nil)
        return try await engine.history(request).events.map(\.type)
    }

    func activity(_ name: String = "a") async throws -> Activity {
        try await engine.catalog.createActivity(name: name, scope: Scope(), encryptionConfiguration: nil, tags: [])
    }

    /// The exception that a request answers with.
    static func exception(_ body: () async throws -> Void) async -> ServiceError.Code? {
        do {
            try await body()
            return nil
        } catch let error as ServiceError {
            return error.code
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    // MARK: Definitions

    static func task(_ resource: String = function, _ more: String = "") -> String {
        let parameters =
            resource == function || resource.contains(":activity:")
            ? "" : #""Parameters": {"t.$": "$$.Task.Token", "QueueUrl": "q", "MessageBody": "m"}, "#
        let plain = resource == job ? #""Parameters": {}, "# : parameters
        return
            #"{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "\#(resource)", \#(plain)\#(more) "End": true}}}"#
    }

    static func wait(_ seconds: Int) -> String {
        #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": \#(seconds), "End": true}}}"#
    }

    static let pass = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
}
