import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Each kind of record has a writer and a reader that agree, and an applier.
struct RecordKindTests {
    private static let output = Payload(["k": [1.5, "é", nil]])

    static let samples: [Record] = [
        .executionStarted(input: output), .stateEntered(frame: 0, state: StateIndex(1), input: output),
        .stateExited(frame: 0, StateExit(output: output, assigned: [], next: nil)),
        .stateExited(
            frame: 300,
            StateExit(
                output: Payload(text: Array("[ 1 ]".utf8)),
                assigned: [Assigned(name: "é", value: [1]), Assigned(name: "b", value: nil)],
                next: StateIndex(0))),
        .evaluationFailed(frame: 0, error: "E", cause: "", location: nil),
        .evaluationFailed(frame: 0, error: "E", cause: "C\n", location: "Assign/x"),
        .taskScheduled(
            frame: 0,
            TaskSchedule(
                parameters: output, timeoutSeconds: nil, heartbeatSeconds: nil, credentials: nil, timeoutDue: nil)),
        .taskScheduled(
            frame: 0,
            TaskSchedule(
                parameters: output, timeoutSeconds: 99_999_999, heartbeatSeconds: 1, credentials: ["RoleArn": "r"],
                timeoutDue: 2_000)),
        .taskStarted(frame: 0, worker: nil), .taskStarted(frame: 0, worker: ""), .taskStarted(frame: 0, worker: "w"),
        .taskSubmitted(frame: 0, output: output, job: nil), .taskSubmitted(frame: 0, output: output, job: ["id": 1.0]),
        .callbackReceived(frame: 0, .succeeded(output)), .callbackReceived(frame: 0, .failed(error: nil, cause: nil)),
        .taskEnded(frame: 0, .succeeded(output)), .taskEnded(frame: 0, .failed(error: "E", cause: "C")),
        .taskEnded(frame: 0, .timedOut(error: "States.Timeout", cause: nil)),
        .timerStarted(frame: 0, due: 5), .timerStarted(frame: 0, due: 253_402_300_799_999), .timerFired(frame: 0),
        .retryScheduled(frame: 0, retrier: 2, due: 1_001), .parallelStarted(frame: 0, input: output),
        .parallelSucceeded(frame: 0), .parallelFailed(frame: 0),
        .mapStarted(frame: 0, MapStart(items: Payload([1, 2]), count: 2, concurrency: 40)),
        .iterationStarted(frame: 0, index: 0, input: output),
        .iterationSucceeded(frame: 0, index: 129, child: 5_000, output: output), .iterationFailed(frame: 0, index: 1),
        .iterationAborted(frame: 0, index: 1), .mapSucceeded(frame: 0), .mapFailed(frame: 0),
        .branchSucceeded(frame: 1, output: output), .childFailed(frame: 0, child: 1, error: nil, cause: nil),
        .childFailed(frame: 0, child: 1, error: "E", cause: "C"), .stateAborted(frame: 1),
        .executionEnded(.succeeded(output)), .executionEnded(.failed(error: nil, cause: nil)),
        .executionEnded(.failed(error: "E", cause: "C")),
        .executionEnded(.timedOut(error: "States.Timeout", cause: nil)),
        .executionEnded(.aborted(error: nil, cause: "C")),
        .mapRunStarted(frame: 0, MapRunStart(arn: "arn", settings: MapRunSettings(concurrency: 3))),
        .mapRunEnded(frame: 0, .succeeded(output)), .mapRunEnded(frame: 0, .failed(error: "E", cause: nil)),
        .executionRedriven(count: 2), .mapRunRedriven(frame: 0, arn: "arn", count: 3),
    ]

    @Test func thereIsASampleOfEachKind() {
        #expect(Set(Self.samples.map(\.kind)) == Set(RecordKind.allCases))
        #expect(Set(RecordKind.allCases.map(\.rawValue)).count == RecordKind.allCases.count)
    }

    private func entry(_ record: Record, number: Int64 = 7, event: EventLink? = EventLink(id: 4, previous: 3)) -> Entry
    {
        let state: StateIndex? =
            if case .stateEntered(_, let state, _) = record { state } else { record.frame == nil ? nil : StateIndex(1) }
        return Entry(number: number, time: 1_000, event: event, state: state, record: record)
    }

    @Test(arguments: samples)
    func comesBackAsItWent(record: Record) throws {
        for event in [EventLink(id: 4, previous: 3), EventLink(id: 4, previous: 0), nil] {
            let entry = entry(record, event: event)
            let bytes = ChunkWriter.bytes(of: [entry])
            var reader = ChunkReader()
            #expect(try reader.entries(of: bytes) == [entry])
            // A chunk that ends too early, or is longer than it says, is refused or harmless, and never stops the process.
            for length in 1..<bytes.count {
                var reader = ChunkReader()
                #expect(throws: (any Error).self) { try reader.entries(of: Array(bytes.prefix(length))) }
            }
        }
    }

    /// Applying any record to any machine changes it or leaves it, and never stops the process.
    @Test(arguments: samples)
    func hasAnApplier(record: Record) throws {
        let definition = try StateMachineDefinition.parse(
            #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#)
        var machine = ExecutionMachine(definition: definition, identity: RandomRun.identity)
        machine.apply(entry(.executionStarted(input: Self.output), number: 0, event: EventLink(id: 1, previous: 0)))
        machine.apply(entry(record))
        #expect(machine.nextRecord == 8 && machine.nextEvent == 5 && machine.lastTime == 1_000)
    }

    /// Damage is refused or read as something else; it never stops the process.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let entries = Self.samples.enumerated().map { entry($1, number: Int64($0), event: nil) }
        let bytes = ChunkWriter.bytes(of: entries)
        for _ in 0..<20 {
            var damaged = bytes
            for _ in 0..<1 + random.below(3) {
                damaged[random.below(damaged.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            var reader = ChunkReader()
            _ = try? reader.entries(of: damaged)
        }
    }

    @Test func aNewerFormatIsRefused() {
        var bytes = ChunkWriter.bytes(of: [entry(Self.samples[0])])
        bytes[0] = ChunkWriter.version + 1
        var reader = ChunkReader()
        #expect(throws: (any Error).self) { try reader.entries(of: bytes) }
    }

    /// What passes through is stored once: a large input costs its bytes once, however many states it goes through.
    @Test func payloadsAreStoredOnce() throws {
        let chain = (0..<20).map { #""S\#($0)": {"Type": "Pass", "Next": "S\#($0 + 1)"}"# }.joined(separator: ",")
        var scenario = try Scenario(#"{"StartAt": "S0", "States": {\#(chain), "S20": {"Type": "Succeed"}}}"#)
        scenario.start(.string(String(repeating: "x", count: 10_000)))
        #expect(scenario.output != nil)
        #expect(ChunkWriter.bytes(of: scenario.entries).count < 11_000)
    }

    /// The items of a Map that are a part of the input, and each iteration's input, are references.
    @Test func itemsAreStoredOnce() throws {
        let processor = Definitions.level("A", #""A": {"Type": "Pass", "End": true}"#)
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Map", "ItemProcessor": \#(processor), "End": true}"#))
        scenario.start(.array((0..<10).map { _ in .string(String(repeating: "x", count: 1_000)) }))
        #expect(scenario.output?.array?.count == 10)
        #expect(ChunkWriter.bytes(of: scenario.entries).count < 22_000)
    }
}
