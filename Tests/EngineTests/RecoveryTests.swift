import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// What was under way goes on after a restart, and what was done is not done again.
struct RecoveryTests {
    @Test func timersSurvive() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.wait(100))
        try await lab.reopen(after: 40)
        lab.clock.advance(seconds: 59)
        for _ in 0..<200 { await Task.yield() }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 1)
        let execution = try await lab.end(arn)
        #expect(execution.stopDate == ManualClock.beginning + 100_000)
        await lab.close()
    }

    @Test func overdueTimersFireAtOnce() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.wait(100))
        var arns: [ExecutionARN] = []
        for _ in 0..<20 { arns.append(try await lab.start(machine)) }
        try await lab.reopen(after: 86_400)
        for arn in arns { #expect(try await lab.end(arn).status == .succeeded) }
        await lab.close()
    }

    /// Folding begins at a snapshot; one that can't be read is passed over; none outlives its execution.
    @Test(arguments: [nil, [1, 2, 3], [99]] as [[UInt8]?]) func snapshots(damaged: [UInt8]?) async throws {
        var configuration = EngineConfiguration()
        configuration.recordsPerSnapshot = 8
        let lab = try await Lab(configuration)
        let steps = (0..<6).map { place in
            let then = place == 5 ? #""End": true"# : #""Next": "S\#(place + 1)""#
            return #""S\#(place)": {"Type": "Task", "Resource": "\#(Lab.function)", \#(then)}"#
        }
        let arn = try await lab.run(#"{"StartAt": "S0", "States": {\#(steps.joined(separator: ", "))}}"#)
        for place in 0..<4 { try await lab.tasks.answer("S\(place)", .success(.int(Int64(place)))) }
        try await lab.tasks.request(of: "S4")
        let key = try lab.engine.find(arn).origin.key
        let snapshot = try #require(try lab.journal.snapshot(of: key))
        #expect(snapshot.firstRecord >= 16)
        if let damaged {
            var turn = JournalTurn(key: key)
            turn.snapshot = Chunk(firstRecord: snapshot.firstRecord, bytes: damaged)
            let epoch = lab.engine.shard(key.shard).epoch
            try lab.journal.commit(JournalCommit(epochs: [key.shard: epoch], turns: [turn]))
        }
        try await lab.reopen(configuration)
        try await lab.tasks.answer("S4", .success(.int(4)))
        try await lab.tasks.answer("S5", .success(.int(5)))
        let execution = try await lab.end(arn)
        #expect(execution.status == .succeeded && execution.output == "5")
        #expect(try await lab.types(arn).count(where: { $0 == "LambdaFunctionScheduled" }) == 6)
        #expect(try lab.journal.snapshot(of: key) == nil)
        await lab.close()
    }

    /// A timer beyond the stretch that is read into memory.
    @Test func distantTimers() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.wait(86_400))
        for _ in 0..<24 {
            lab.clock.advance(seconds: 3_599)
            for _ in 0..<50 { await Task.yield() }
        }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 24)
        #expect(try await lab.end(arn).status == .succeeded)
        await lab.close()
    }

    @Test func tasksGoOutAgainUnderTheSameKey() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task())
        try await lab.tasks.request(of: "S")
        try await lab.reopen(after: 10)
        let again = try await lab.tasks.answer("S", .success("done"))
        #expect(try await lab.end(arn).output == "\"done\"")
        #expect(lab.tasks.seen.count == 2)
        #expect(lab.tasks.seen.allSatisfy { $0.idempotencyKey == again.idempotencyKey })
        #expect(try await lab.types(arn).filter { $0 == "LambdaFunctionStarted" }.count == 1)
        await lab.close()
    }

    @Test func theTimeOfATaskGoesOn() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.function, #""TimeoutSeconds": 60,"#))
        #expect(try await lab.tasks.request(of: "S").timeoutSeconds == 60)
        try await lab.reopen(after: 45)
        #expect(try await lab.tasks.request(of: "S").timeoutSeconds == 15)
        lab.clock.advance(seconds: 15)
        #expect(try await lab.end(arn).error == "States.Timeout")
        await lab.close()
    }

    @Test(arguments: ["", #""Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "U"}],"#])
    func orTheyFail(more: String) async throws {
        let lab = try await Lab()
        let arn: ExecutionARN
        if more.isEmpty {
            arn = try await lab.run(Lab.task())
        } else {
            arn = try await lab.run(
                """
                {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "\(Lab.function)", \(more) "End": true},
                 "U": {"Type": "Pass", "Result": "caught", "End": true}}}
                """)
        }
        try await lab.tasks.request(of: "S")
        var configuration = EngineConfiguration()
        configuration.redispatchesOnRecovery = false
        try await lab.reopen(configuration)
        let execution = try await lab.end(arn)
        if more.isEmpty {
            #expect(execution.error == "States.TaskFailed")
        } else {
            #expect(execution.output == "\"caught\"")
        }
        #expect(lab.tasks.seen.count == 1)
        await lab.close()
    }

    @Test func submittedCallbacksAreNotAskedAgain() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.callback))
        let token = try #require(try await lab.tasks.answer("S", .success([:])).taskToken)
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        try await lab.reopen(after: 5)
        for _ in 0..<200 { await Task.yield() }
        #expect(lab.tasks.seen.count == 1)
        try await lab.engine.sendTaskSuccess(token: token, output: "3")
        #expect(try await lab.describe(arn).output == "3")
        await lab.close()
    }

    @Test(arguments: [true, false])
    func anEarlyCallbackIsKept(redispatches: Bool) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.callback))
        let token = try #require(try await lab.tasks.request(of: "S").taskToken)
        try await lab.engine.sendTaskSuccess(token: token, output: "3")
        var configuration = EngineConfiguration()
        configuration.redispatchesOnRecovery = redispatches
        try await lab.reopen(configuration)
        if redispatches { try await lab.tasks.answer("S", .success([:])) }
        #expect(try await lab.end(arn).output == "3")
        await lab.close()
    }

    @Test func jobsAreAskedHowTheyAreDoing() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.job))
        try await lab.tasks.answer("S", .started(StartedJob(handle: "j", output: ["JobId": "j"], pollAfterSeconds: 5)))
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        lab.tasks.script([.ended(.success("finished"))])
        try await lab.reopen(after: 60)
        #expect(try await lab.end(arn).output == "\"finished\"")
        #expect(lab.tasks.seen.count == 1)
        await lab.close()
    }

    @Test func theJobIsPolledUntilItEnds() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.job))
        lab.tasks.script([.running(pollAfterSeconds: 5), .ended(.failure(error: "Job.Failed", cause: "why"))])
        try await lab.tasks.answer("S", .started(StartedJob(handle: "j", output: [:], pollAfterSeconds: 5)))
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        try await eventually("the end") {
            lab.clock.advance(seconds: 1)
            return try await lab.describe(arn).status != .running
        }
        #expect(try await lab.describe(arn).error == "Job.Failed")
        await lab.close()
    }

    @Test func retriesPauseAcrossARestart() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            Lab.task(Lab.function, #""Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 30}],"#))
        let first = try await lab.tasks.answer("S", .failure(error: "E", cause: ""))
        try await eventually("the failure") { try await lab.types(arn).last == "LambdaFunctionFailed" }
        try await lab.reopen(after: 29)
        for _ in 0..<200 { await Task.yield() }
        #expect(lab.tasks.seen.count == 1)
        lab.clock.advance(seconds: 1)
        let second = try await lab.tasks.answer("S", .success(1))
        #expect(second.idempotencyKey != first.idempotencyKey)
        #expect(try await lab.end(arn).output == "1")
        await lab.close()
    }

    @Test func anEndedExecutionStaysAsItWas() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.pass, input: "[1]")
        let before = try await lab.types(arn)
        try await lab.reopen(after: 1_000)
        #expect(try await lab.describe(arn).output == "[1]")
        #expect(try await lab.types(arn) == before)
        await lab.close()
    }

    @Test func variablesAndBranchesSurvive() async throws {
        let lab = try await Lab()
        let branch =
            #"{"StartAt": "B#", "States": {"B#": {"Type": "Task", "Resource": "\#(Lab.function)", "Assign": {"r": "{% $states.result %}"}, "Next": "C#"}, "C#": {"Type": "Pass", "Output": "{% $x + $r %}", "End": true}}}"#
        let branches = ["1", "2"].map { number in
            branch.split(separator: "#", omittingEmptySubsequences: false).joined(separator: number)
        }
        let arn = try await lab.run(
            """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"x": 100}, "Next": "P"},
             "P": {"Type": "Parallel", "End": true, "Branches": [\(branches.joined(separator: ","))]}}}
            """)
        try await lab.tasks.answer("B1", .success(1))
        try await eventually("the first branch") {
            try await lab.types(arn).filter { $0 == "PassStateExited" }.count == 2
        }
        try await lab.tasks.request(of: "B2")
        try await lab.reopen()
        try await lab.tasks.answer("B2", .success(2))
        #expect(try await lab.end(arn).output == "[101,102]")
        await lab.close()
    }

    /// A turn's budget is spent between two commits; the rest goes on after a restart.
    @Test func aLongTurnGoesOn() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.recordsPerTurn = 10
        let lab = try await Lab(configuration)
        let chain = (0..<60).map { #""S\#($0)": {"Type": "Pass", "Next": "S\#($0 + 1)"}"# }.joined(separator: ",")
        let arn = try await lab.run(#"{"StartAt": "S0", "States": {\#(chain), "S60": {"Type": "Succeed"}}}"#)
        try await lab.reopen(configuration)
        #expect(try await lab.end(arn).status == .succeeded)
        #expect(try await lab.types(arn).count == 2 + 61 * 2)
        await lab.close()
    }
}

/// Executions that wait hold no memory: more than a shard keeps, and each is found again.
struct EvictionTests {
    @Test func waitingExecutionsLeaveMemoryAndComeBack() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.task(Lab.callback))
        let engine = lab.engine
        let count = Shard.liveLimit * 4 + 200
        var tokens: [String] = []
        for number in 0..<count {
            _ = try await lab.start(machine, name: "n\(number)")
            tokens.append(try #require(try await lab.tasks.answer("S", .success([:])).taskToken))
        }
        var live = 0
        for shard in engine.shards {
            let here = shard.liveCount
            #expect(here <= Shard.liveLimit * 3 / 2)
            live += here
        }
        #expect(live < count)
        for (number, token) in tokens.enumerated() where number % 97 == 0 {
            try await engine.sendTaskSuccess(token: token, output: "\(number)")
            let arn = try ExecutionARN("arn:aws:states:us-east-1:000000000000:execution:m:n\(number)")
            #expect(try await lab.end(arn).output == "\(number)")
        }
        await lab.close()
    }

    /// Few are kept where each is large.
    @Test func largeOnesLeaveSooner() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.task(Lab.callback))
        let input = #"{"text": "\#(String(repeating: "x", count: 200_000))"}"#
        for number in 0..<200 {
            _ = try await lab.start(machine, name: "n\(number)", input: input)
            try await lab.tasks.answer("S", .success([:]))
        }
        // Four times 200,000 bytes each: some twenty to a shard, a few more until the next search.
        for shard in lab.engine.shards { #expect((1...40).contains(shard.liveCount)) }
        await lab.close()
    }
}
