import Integrations
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// A commit that fails: callers are told to try again, and nothing that was acknowledged is lost.
struct StorageFailureTests {
    @Test(arguments: [JournalError.Code.io, .full])
    func aStart(code: JournalError.Code) async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.task())
        lab.journal.fail(code)
        let exception = await Lab.exception { _ = try await lab.start(machine, name: "n") }
        #expect(exception == .internalFailure || exception == .throttling)
        let arn = try ExecutionARN("arn:aws:states:us-east-1:000000000000:execution:m:n")
        #expect(await Lab.exception { _ = try await lab.describe(arn) } == .executionDoesNotExist)
        for _ in 0..<100 { await Task.yield() }
        #expect(lab.tasks.seen.isEmpty)
        #expect(try await lab.start(machine, name: "n") == arn)
        try await lab.tasks.answer("S", .success(1))
        #expect(try await lab.end(arn).output == "1")
        await lab.close()
    }

    @Test func aCallback() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.callback))
        let token = try #require(try await lab.tasks.answer("S", .success([:])).taskToken)
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        lab.journal.fail(.io)
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: token, output: "1") } == .internalFailure)
        #expect(try await lab.describe(arn).status == .running)
        #expect(try await lab.types(arn).last == "TaskSubmitted")
        try await lab.engine.sendTaskSuccess(token: token, output: "2")
        #expect(try await lab.describe(arn).output == "2")
        await lab.close()
    }

    @Test func theAnswerOfACall() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task())
        try await lab.tasks.request(of: "S")
        lab.journal.fail(.io, .io)
        try await lab.tasks.answer("S", .success("kept"))
        #expect(try await lab.end(arn).output == "\"kept\"")
        #expect(lab.journal.failuresLeft == 0)
        #expect(lab.tasks.seen.count == 1)
        await lab.close()
    }

    @Test func aTimer() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.wait(10))
        lab.journal.fail(.full)
        lab.clock.advance(seconds: 10)
        #expect(try await lab.end(arn).status == .succeeded)
        await lab.close()
    }

    @Test func aStop() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.wait(10))
        lab.journal.fail(.io)
        #expect(await Lab.exception { _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil) } != nil)
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 10)
        #expect(try await lab.end(arn).status == .succeeded)
        await lab.close()
    }

    @Test func aWorkersPoll() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(Lab.task(activity.arn))
        lab.journal.fail(.io)
        #expect(
            await Lab.exception { _ = try await lab.engine.activityTask(activity, worker: nil, timeout: .zero) } != nil)
        #expect(try await lab.types(arn).last == "ActivityScheduled")
        // The task is for the next worker, now or after a restart.
        let task = try #require(try await lab.engine.activityTask(activity, worker: nil, timeout: .zero))
        try await lab.engine.sendTaskSuccess(token: task.token, output: "1")
        #expect(try await lab.describe(arn).output == "1")
        await lab.close()
    }

    /// Storage fails now and then under load: what was acknowledged is there in the end, and each execution comes to its end.
    @Test(arguments: 0..<4)
    func nowAndThen(seed: Int) async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.task())
        let engine = lab.engine
        let journal = lab.journal
        let requests = (0..<40).map { lab.request(machine, name: "n\($0)", input: "\($0)") }
        let arns = try await withThrowingTaskGroup(of: String.self) { group in
            for (number, request) in requests.enumerated() {
                group.addTask {
                    if number % (5 + seed) == 0 { journal.fail(.io) }
                    for _ in 0..<1_000 {
                        if let started = try? await engine.startExecution(request) { return started.executionARN }
                        await Task.yield()
                    }
                    throw NeverHappened("a start of \(number)")
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(Set(arns).count == 40)
        for number in 0..<40 {
            if number % (7 + seed) == 0 { journal.fail(.io) }
            let request = try await lab.tasks.request(of: "S")
            try await lab.tasks.answer("S", .success(request.parameters))
        }
        for text in arns {
            let execution = try await lab.end(try ExecutionARN(text))
            #expect(execution.status == .succeeded && execution.output == execution.input)
        }
        #expect(lab.tasks.seen.count == 40)
        await lab.close()
    }
}
