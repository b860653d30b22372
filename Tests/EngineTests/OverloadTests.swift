import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Limits, damage and the end of a server: what can't be done is said, and the rest goes on.
struct OverloadTests {
    /// Texts that come from anywhere.
    private final class Notes: Sendable {
        private let texts = Guarded<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    /// While the disk stands still only so much waits; more is refused at once, and what was taken is done.
    @Test func tooMuchIsRefused() async throws {
        var configuration = EngineConfiguration()
        configuration.backlogLimit = 20
        let lab = try await Lab(configuration)
        let machine = try await lab.create("m", Lab.pass)
        let journal = lab.journal
        journal.hold()
        let engine = lab.engine
        let requests = (0..<60).map { lab.request(machine, name: "n\($0)") }
        let refused = Notes()
        let started = Notes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for request in requests {
                group.addTask {
                    do {
                        let answer = try await engine.startExecution(request)
                        started.add(answer.executionARN)
                    } catch let error as ServiceError where error.code == .throttling {
                        refused.add(error.message)
                    }
                }
            }
            // One commit is under way, with those that came before it began; the limit waits behind it.
            try await eventually("a refusal") { !refused.all.isEmpty }
            journal.release()
            try await group.waitForAll()
        }
        #expect(refused.all.count + started.all.count == 60)
        for arn in started.all {
            #expect(try await lab.describe(try ExecutionARN(arn)).status == .succeeded)
        }
        await lab.close()
    }

    /// An execution whose records can't be read is set aside, with a word to the operator; the others go on.
    @Test func damageIsSetAside() async throws {
        let warnings = Notes()
        var configuration = EngineConfiguration()
        configuration.warn = { message in warnings.add(message) }
        let lab = try await Lab(configuration)
        let machine = try await lab.create("m", Lab.task())
        let damaged = try await lab.start(machine, name: "damaged")
        let sound = try await lab.start(machine, name: "sound")
        try await lab.tasks.request(of: "S")
        let (row, _) = try lab.engine.find(damaged)
        var turn = JournalTurn(key: row.key)
        turn.chunk = Chunk(firstRecord: 1_000, bytes: [0xFF, 1, 2, 3])
        let epochs = [row.key.shard: lab.engine.shard(row.key.shard).epoch]
        try lab.journal.commit(JournalCommit(epochs: epochs, turns: [turn]))
        try await lab.reopen(after: 1, configuration)
        try await eventually("a warning") { !warnings.all.isEmpty }
        #expect(warnings.all.count == 1)
        #expect(warnings.all.first?.contains(damaged.text) == true)
        try await eventually("the call of the sound one") {
            lab.tasks.seen.filter { $0.executionARN == sound.text }.count == 2
        }
        #expect(try await lab.describe(damaged).status == .running)
        await lab.close()
    }

    /// An execution that brings the server down is left alone after the third time.
    @Test func whatKillsTheServerIsSetAside() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task())
        let key = try lab.engine.find(arn).row.key
        let warnings = Notes()
        var configuration = EngineConfiguration()
        configuration.dataDirectory = lab.directory
        configuration.warn = { message in warnings.add(message) }
        for death in 1...PoisonList.deathLimit {
            // The process dies as it decides.
            PoisonList(directory: lab.directory)?.begin(key)
            #expect(PoisonList(directory: lab.directory)?.poisoned == (death == PoisonList.deathLimit ? [key] : []))
        }
        try await lab.reopen(configuration)
        #expect(warnings.all.count == 1)
        #expect(await Lab.exception { _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil) } != nil)
        let other = try await lab.start(try await lab.create("other", Lab.pass))
        #expect(try await lab.end(other).status == .succeeded)
        #expect(PoisonList(directory: lab.directory)?.poisoned == [key])
        await lab.close()
    }

    @Test func aSuspectThatIsDecidedIsNone() async throws {
        let lab = try await Lab()
        let key = ExecutionKey(shard: 1, number: 7)
        for _ in 0..<2 { PoisonList(directory: lab.directory)?.begin(key) }
        let list = PoisonList(directory: lab.directory)
        let slot = list?.begin(key)
        list?.end(key, slot)
        for _ in 0..<2 { PoisonList(directory: lab.directory)?.begin(key) }
        #expect(PoisonList(directory: lab.directory)?.poisoned == [])
        await lab.close()
    }

    /// A server that stops sends its long polls home, and nothing of it stays.
    @Test func aServerThatStopsIsGone() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        _ = try await lab.run(Lab.task())
        let engine = lab.engine
        let poll = Task { try await engine.activityTask(activity, worker: nil, timeout: .seconds(60)) }
        try await eventually("the poll") { engine.activities.pollerCount(activity.id) == 1 }
        await engine.shutdown()
        #expect(try await poll.value == nil)
        #expect(
            await Lab.exception {
                _ = try await engine.startExecution(
                    StartExecutionRequest(
                        resolved: try engine.catalog.resolve(
                            arn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine", scope: Scope()),
                        scope: Scope(), name: nil, input: "{}", traceHeader: nil))
            } == .internalFailure)
        await lab.close()
    }

    /// What an older version accepted runs, though it would be refused today.
    @Test func storedDefinitionsAreNotJudgedAnew() throws {
        let source =
            #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}, "B": {"Type": "Pass", "End": true}}}"#
        #expect(throws: ServiceError.self) { try Catalog.compile(source, type: .standard) }
        #expect(try Catalog.compileStored(source, type: .standard).states.count == 2)
    }
}
