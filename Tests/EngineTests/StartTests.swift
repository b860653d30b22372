import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Starting, describing, listing and stopping executions, and their histories page by page.
struct StartTests {
    @Test func startsAndDescribes() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.pass, input: #"{"a": 1.0}"#)
        let execution = try await lab.end(arn)
        #expect(execution.status == .succeeded)
        #expect(execution.input == #"{"a": 1.0}"# && execution.output == #"{"a": 1.0}"#)
        #expect(execution.startDate == ManualClock.beginning && execution.stopDate == ManualClock.beginning)
        #expect(execution.error == nil && execution.redriveStatus == "NOT_REDRIVABLE")
        #expect(arn.text == "arn:aws:states:us-east-1:000000000000:execution:machine:\(execution.name)")
        await lab.close()
    }

    @Test(arguments: ["", "{", "nonsense", "{}x", "[1,]"])
    func inputMustBeJSON(input: String) async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.pass)
        #expect(await Lab.exception { _ = try await lab.start(machine, input: input) } == .invalidExecutionInput)
        await lab.close()
    }

    @Test(arguments: ["1", "null", "\"x\"", "[1, 2]", " {} "])
    func anyJSONIsFine(input: String) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.pass, input: input)
        #expect(try await lab.end(arn).output == input)
        await lab.close()
    }

    @Test func theSameNameTwice() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.wait(60))
        let first = try await lab.start(machine, name: "n", input: "{}")
        #expect(try await lab.start(machine, name: "n", input: "{}") == first)
        #expect(
            await Lab.exception { _ = try await lab.start(machine, name: "n", input: "{ }") } == .executionAlreadyExists
        )
        // Another machine has names of its own.
        let other = try await lab.create("other", Lab.wait(60))
        #expect(try await lab.start(other, name: "n") != first)
        _ = try await lab.engine.stopExecution(first, error: nil, cause: nil)
        #expect(
            await Lab.exception { _ = try await lab.start(machine, name: "n", input: "{}") } == .executionAlreadyExists)
        await lab.close()
    }

    /// Both starts go into one commit, which can't take both: one execution comes of it, and both callers learn its ARN;
    /// nobody else in the commit notices.
    @Test func theSameNameAtTheSameTime() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.wait(60))
        let commits = lab.journal.commits.count
        lab.journal.hold()
        let engine = lab.engine
        let blocking = lab.request(machine, name: "first")
        let named = lab.request(machine, name: "same")
        let bystander = lab.request(machine, name: "bystander")
        async let first = engine.startExecution(blocking)
        try await eventually("a commit under way") { lab.journal.commits.count > commits }
        async let one = engine.startExecution(named)
        async let two = engine.startExecution(named)
        async let other = engine.startExecution(bystander)
        try await eventually("all are waiting") {
            var count = 0
            for shard in engine.shards { count += shard.liveCount }
            return count >= 3
        }
        for _ in 0..<200 { await Task.yield() }
        lab.journal.release()
        let arns = try await [first.executionARN, one.executionARN, two.executionARN, other.executionARN]
        #expect(arns[1] == arns[2])
        #expect(Set(arns).count == 3)
        let page = try await engine.listExecutions(
            ListExecutionsRequest(owner: machine.id, status: nil, limit: 10, nextToken: nil))
        #expect(page.executions.count == 3)
        await lab.close()
    }

    @Test func manyAtTheSameTime() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.wait(60))
        let engine = lab.engine
        let requests = (0..<60).map { lab.request(machine, name: "n\($0 % 20)") }
        let arns = try await withThrowingTaskGroup(of: String.self) { group in
            for request in requests { group.addTask { try await engine.startExecution(request).executionARN } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(arns.count == 20)
        await lab.close()
    }

    // MARK: Lists

    @Test func listsInPages() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.wait(60))
        var names: [String] = []
        for number in 0..<11 {
            let arn = try await lab.start(machine, name: "n\(number)")
            if number % 3 == 0 { _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil) }
            names.append("n\(number)")
            lab.clock.advance(seconds: 1)
        }
        func list(_ status: ExecutionStatus?, _ limit: Int) async throws -> [String] {
            var request = ListExecutionsRequest(owner: machine.id, status: status, limit: limit, nextToken: nil)
            var found: [String] = []
            for _ in 0..<20 {
                let page = try await lab.engine.listExecutions(request)
                #expect(page.executions.count <= limit)
                found += page.executions.map(\.name)
                guard let token = page.nextToken else { break }
                request.nextToken = token
            }
            return found
        }
        for limit in [1, 2, 3, 10, 11, 12, 100] {
            #expect(try await list(nil, limit) == names.reversed(), "limit \(limit)")
            #expect(try await list(.aborted, limit) == ["n9", "n6", "n3", "n0"], "limit \(limit)")
            #expect(try await list(.running, limit).count == 7, "limit \(limit)")
            #expect(try await list(.failed, limit).isEmpty)
        }
        let bad = ListExecutionsRequest(owner: machine.id, status: nil, limit: 1, nextToken: "nonsense")
        #expect(await Lab.exception { _ = try await lab.engine.listExecutions(bad) } == .invalidToken)
        await lab.close()
    }

    // MARK: Histories

    private func pages(_ lab: Lab, _ arn: ExecutionARN, limit: Int, reversed: Bool) async throws -> [Int64] {
        var request = HistoryRequest(executionARN: arn, limit: limit, reverseOrder: reversed, nextToken: nil)
        var ids: [Int64] = []
        for _ in 0..<200 {
            let page = try await lab.engine.history(request)
            #expect(page.events.count <= limit)
            ids += page.events.map(\.link.id)
            guard let token = page.nextToken else { return ids }
            #expect(!page.events.isEmpty)
            request.nextToken = token
        }
        Issue.record("The pages never end.")
        return ids
    }

    @Test(arguments: [1, 2, 3, 7, 100, 1_000])
    func historyInPages(limit: Int) async throws {
        let lab = try await Lab()
        let inner =
            #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "P"}, "P": {"Type": "Pass", "End": true}}}"#
        let arn = try await lab.run(
            #"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": \#(inner), "MaxConcurrency": 2, "End": true}}}"#,
            input: "[1, 2, 3, 4, 5]")
        try await eventually("the end") {
            lab.clock.advance(seconds: 1)
            return try await lab.describe(arn).status != .running
        }
        let count = Int64(try await lab.types(arn).count)
        #expect(count == 3 + 5 * 6 + 3)
        #expect(try await pages(lab, arn, limit: limit, reversed: false) == Array(1...count))
        #expect(try await pages(lab, arn, limit: limit, reversed: true) == (1...count).reversed())
        await lab.close()
    }

    @Test func whatHasNoHistory() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.pass)
        var request = HistoryRequest(executionARN: arn, limit: 10, reverseOrder: false, nextToken: "nonsense")
        let bad = request
        #expect(await Lab.exception { _ = try await lab.engine.history(bad) } == .invalidToken)
        request = HistoryRequest(
            executionARN: try ExecutionARN("arn:aws:states:us-east-1:000000000000:execution:machine:no"), limit: 10,
            reverseOrder: false, nextToken: nil)
        let unknown = request
        #expect(await Lab.exception { _ = try await lab.engine.history(unknown) } == .executionDoesNotExist)
        #expect(await Lab.exception { _ = try await lab.describe(unknown.executionARN) } == .executionDoesNotExist)
        await lab.close()
    }

    // MARK: Stopping

    @Test func stops() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task())
        try await lab.tasks.request(of: "S")
        lab.clock.advance(seconds: 2)
        let stopDate = try await lab.engine.stopExecution(arn, error: "E", cause: "C")
        #expect(stopDate == ManualClock.beginning + 2_000)
        let execution = try await lab.describe(arn)
        #expect(execution.status == .aborted && execution.error == "E" && execution.cause == "C")
        #expect(try await lab.types(arn).last == "ExecutionAborted")
        try await eventually("the call is cancelled") { lab.tasks.cancellations == 1 && lab.tasks.openCount == 0 }
        // Once more is no error, and changes nothing.
        lab.clock.advance(seconds: 2)
        #expect(try await lab.engine.stopExecution(arn, error: "F", cause: nil) == stopDate)
        #expect(try await lab.describe(arn).error == "E")
        await lab.close()
    }

    @Test func aStoppedJobIsStopped() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.job))
        try await lab.tasks.answer("S", .started(StartedJob(handle: "job-1", output: [:], pollAfterSeconds: 5)))
        try await eventually("TaskSubmitted") { try await lab.types(arn).last == "TaskSubmitted" }
        _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil)
        // Twice where the stop meets the submission: the dispatcher can't tell whether the execution knew of the job.
        try await eventually("the job is stopped") { lab.tasks.stopped.contains("job-1") }
        await lab.close()
    }

    /// Else the end of a job that is quick could overtake its submission, and TaskSubmitted be lost.
    @Test func aJobIsAskedAfterOnceItsSubmissionIsRecorded() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Lab.task(Lab.job))
        let (polls, send) = AsyncStream.makeStream(of: String?.self)
        let request = HistoryRequest(executionARN: arn, limit: 1, reverseOrder: true, nextToken: nil)
        lab.tasks.beforePoll { [engine = lab.engine] in
            send.yield(try? await engine.history(request).events.first?.type)
        }
        lab.tasks.script([.ended(.success([:]))])
        try await lab.tasks.answer("S", .started(StartedJob(handle: "job-1", output: [:], pollAfterSeconds: 0)))
        var iterator = polls.makeAsyncIterator()
        #expect(await iterator.next() == "TaskSubmitted")
        #expect(try await lab.end(arn).status == .succeeded)
        await lab.close()
    }

    @Test func observersHearOfEnds() async throws {
        let lab = try await Lab()
        let (ends, send) = AsyncStream.makeStream(of: String.self)
        lab.engine.observe { send.yield($0.executionARN) }
        let arn = try await lab.run(Lab.pass)
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() == arn.text)
        await lab.close()
    }
}
