import Integrations
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Task tokens: who may answer, when, and what a late or false one is told.
struct CallbackTests {
    /// An execution that waits for its callback, and the token.
    private func waiting(_ lab: Lab, _ more: String = "") async throws -> (ExecutionARN, String) {
        let arn = try await lab.run(Lab.task(Lab.callback, more))
        let request = try await lab.tasks.answer("S", .success(["MessageId": "m"]))
        let token = try #require(request.taskToken)
        #expect(request.parameters["t"]?.string == token)
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        return (arn, token)
    }

    @Test func success() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab)
        try await lab.engine.sendTaskSuccess(token: token, output: #"{"a": 1.0}"#)
        let execution = try await lab.describe(arn)
        #expect(execution.status == .succeeded && execution.output == #"{"a": 1.0}"#)
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: token, output: "1") } == .taskTimedOut)
        #expect(await Lab.exception { try await lab.engine.sendTaskHeartbeat(token: token) } == .taskTimedOut)
        await lab.close()
    }

    /// A token of this server is no invalid one because the server ends: the worker keeps its answer and tries again.
    @Test func aServerThatEndsLetsTheWorkerTryAgain() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab)
        let engine = lab.engine
        await engine.shutdown()
        #expect(
            await Lab.exception { try await engine.sendTaskSuccess(token: token, output: "1") } == .internalFailure)
        try await lab.reopen()
        try await lab.engine.sendTaskSuccess(token: token, output: "1")
        #expect(try await lab.end(arn).output == "1")
        await lab.close()
    }

    @Test(arguments: [("E", "C"), (nil, nil), ("E", nil)] as [(String?, String?)])
    func failure(error: String?, cause: String?) async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab)
        try await lab.engine.sendTaskFailure(token: token, error: error, cause: cause)
        let execution = try await lab.describe(arn)
        #expect(execution.status == .failed && execution.error == error && execution.cause == cause)
        await lab.close()
    }

    @Test func outputMustBeJSON() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab)
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: token, output: "{") } == .invalidOutput)
        #expect(try await lab.describe(arn).status == .running)
        await lab.close()
    }

    @Test func tokensThatAreNone() async throws {
        let lab = try await Lab()
        let (_, token) = try await waiting(lab)
        let flipped = String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A")
        let foreign = TaskToken(key: ExecutionKey(shard: 0, number: 1), task: 3).text(
            TaskTokenSecret(keyID: 1, key: [1]))
        for wrong in ["", "nonsense", flipped, token + "A", String(token.dropLast(4)), foreign, "é"] {
            #expect(
                await Lab.exception { try await lab.engine.sendTaskSuccess(token: wrong, output: "1") } == .invalidToken
            )
            #expect(await Lab.exception { try await lab.engine.sendTaskHeartbeat(token: wrong) } == .invalidToken)
        }
        // Well made, but of nothing.
        let unknown = lab.engine.token(of: ExecutionKey(shard: 0, number: 999), task: 3)
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: unknown, output: "1") }
                == .taskDoesNotExist)
        await lab.close()
    }

    @Test func anAnswerBeforeTheRequestIsThrough() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.callback))
        let token = try #require(try await lab.tasks.request(of: "S").taskToken)
        try await lab.engine.sendTaskSuccess(token: token, output: "\"early\"")
        #expect(try await lab.describe(arn).status == .running)
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: token, output: "1") } == .taskTimedOut)
        try await lab.tasks.answer("S", .success([:]))
        #expect(try await lab.end(arn).output == "\"early\"")
        await lab.close()
    }

    /// Answers that come at the same time are turns in a row: what is decided first is written first.
    @Test func answersAtTheSameTimeKeepTheirOrder() async throws {
        let lab = try await Lab()
        let parameters = #""Parameters": {"t.$": "$$.Task.Token", "QueueUrl": "q", "MessageBody": "m"}"#
        let branches = (0..<8).map { place in
            let task = #"{"Type": "Task", "Resource": "\#(Lab.callback)", \#(parameters), "End": true}"#
            return #"{"StartAt": "S\#(place)", "States": {"S\#(place)": \#(task)}}"#
        }.joined(separator: ", ")
        let machine = try await lab.create(
            "m", #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [\#(branches)], "End": true}}}"#)
        var arns: [ExecutionARN] = []
        for _ in 0..<80 { arns.append(try await lab.start(machine)) }
        var tokens: [String] = []
        for _ in arns {
            for place in 0..<8 {
                tokens.append(try #require(try await lab.tasks.answer("S\(place)", .success([:])).taskToken))
            }
        }
        let engine = lab.engine
        try await withThrowingTaskGroup(of: Void.self) { group in
            for token in tokens {
                group.addTask { try await engine.sendTaskSuccess(token: token, output: "1") }
            }
            try await group.waitForAll()
        }
        for arn in arns { #expect(try await lab.end(arn).status == .succeeded) }
        for (key, records) in lab.journal.records { #expect(records == records.sorted(), "\(key)") }
        await lab.close()
    }

    @Test func onlyTheFirstOfManyAnswersCounts() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab)
        let engine = lab.engine
        let accepted = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<20 {
                group.addTask { (try? await engine.sendTaskSuccess(token: token, output: "\(number)")).map { number } }
            }
            return await group.reduce(into: [Int]()) { if let number = $1 { $0.append(number) } }
        }
        #expect(accepted.count == 1)
        #expect(try await lab.describe(arn).output == accepted.first.map { "\($0)" })
        await lab.close()
    }

    @Test func aTimeout() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab, #""TimeoutSeconds": 30,"#)
        lab.clock.advance(seconds: 30)
        #expect(try await lab.end(arn).error == "States.Timeout")
        #expect(
            await Lab.exception { try await lab.engine.sendTaskSuccess(token: token, output: "1") } == .taskTimedOut)
        await lab.close()
    }

    @Test func heartbeatsKeepItAlive() async throws {
        let lab = try await Lab()
        let (arn, token) = try await waiting(lab, #""HeartbeatSeconds": 10,"#)
        for _ in 0..<5 {
            lab.clock.advance(seconds: 9)
            try await lab.engine.sendTaskHeartbeat(token: token)
        }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 9.9)
        for _ in 0..<100 { await Task.yield() }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 0.1)
        #expect(try await lab.end(arn).error == "States.Timeout")
        #expect(await Lab.exception { try await lab.engine.sendTaskHeartbeat(token: token) } == .taskTimedOut)
        await lab.close()
    }
}
