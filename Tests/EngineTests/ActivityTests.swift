import Interpreter
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Activities: tasks and workers that find each other, whoever comes first.
struct ActivityTests {
    private func definition(_ activity: Activity, _ more: String = "") -> String { Lab.task(activity.arn, more) }

    @Test func theTaskIsThereFirst() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(definition(activity), input: "[1]")
        let task = try #require(try await lab.engine.activityTask(activity, worker: "w"))
        #expect(task.input == "[1]")
        #expect(try await lab.types(arn).last == "ActivityStarted")
        try await lab.engine.sendTaskSuccess(token: task.token, output: "2")
        #expect(try await lab.describe(arn).output == "2")
        await lab.close()
    }

    @Test func theWorkerIsThereFirst() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let engine = lab.engine
        async let polled = engine.activityTask(activity, worker: nil)
        try await eventually("a poller") { engine.activities.pollerCount(activity.id) == 1 }
        let arn = try await lab.run(definition(activity))
        let task = try #require(try await polled)
        try await engine.sendTaskFailure(token: task.token, error: "E", cause: nil)
        #expect(try await lab.describe(arn).error == "E")
        #expect(engine.activities.pollerCount(activity.id) == 0)
        await lab.close()
    }

    @Test func inTheOrderOfTheirComing() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let machine = try await lab.create("m", definition(activity))
        for number in 0..<10 {
            _ = try await lab.start(machine, input: "\(number)")
            lab.clock.advance(seconds: 1)
        }
        for number in 0..<10 {
            #expect(try await lab.engine.activityTask(activity, worker: nil)?.input == "\(number)")
        }
        await lab.close()
    }

    @Test func aPollEnds() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let engine = lab.engine
        async let polled = engine.activityTask(activity, worker: nil)
        try await eventually("a poller") { engine.activities.pollerCount(activity.id) == 1 }
        lab.clock.advance(seconds: 60)
        #expect(try await polled == nil)
        #expect(engine.activities.pollerCount(activity.id) == 0)
        await lab.close()
    }

    @Test func aWorkerGoesAway() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let engine = lab.engine
        let poll = Task { try await engine.activityTask(activity, worker: nil) }
        try await eventually("a poller") { engine.activities.pollerCount(activity.id) == 1 }
        poll.cancel()
        #expect(try await poll.value == nil)
        // The task that comes then is for the next worker.
        _ = try await lab.run(definition(activity), input: "7")
        #expect(try await engine.activityTask(activity, worker: nil)?.input == "7")
        await lab.close()
    }

    @Test func eachTaskGoesToOneWorker() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let machine = try await lab.create("m", definition(activity))
        let engine = lab.engine
        let requests = (0..<30).map { lab.request(machine, input: "\($0)") }
        let inputs = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<30 { group.addTask { try await engine.activityTask(activity, worker: nil)?.input } }
            for request in requests {
                group.addTask {
                    _ = try await engine.startExecution(request)
                    return nil
                }
            }
            return try await group.reduce(into: [String]()) { if let input = $1 { $0.append(input) } }
        }
        #expect(inputs.count == 30)
        #expect(Set(inputs).count == 30)
        await lab.close()
    }

    /// More tasks than the queue holds in memory; those that come meanwhile are not lost, whatever their place in order.
    @Test func moreThanTheWindow() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let items = ActivityQueues.windowSize + 150
        let processor =
            #"{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "\#(activity.arn)", "End": true}}}"#
        let definition =
            #"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": \#(processor), "End": true}}}"#
        var configuration = EngineConfiguration()
        configuration.limits.inlineConcurrency = items
        try await lab.reopen(configuration)
        let machine = try await lab.create("m", definition)
        _ = try await lab.start(machine, input: "[\((0..<items).map { "\($0)" }.joined(separator: ","))]")
        var inputs: Set<String> = []
        for round in 0..<items + 20 {
            if round == 10 {
                // Another execution, whose tasks stand among the first by time.
                for number in 0..<20 { _ = try await lab.start(machine, input: "[\(items + number)]") }
            }
            guard let input = try await lab.engine.activityTask(activity, worker: nil, timeout: .zero)?.input else {
                break
            }
            inputs.insert(input)
        }
        #expect(inputs.count == items + 20)
        await lab.close()
    }

    @Test func aTaskThatTimedOutIsNotHandedOut() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(definition(activity, #""TimeoutSeconds": 5,"#))
        lab.clock.advance(seconds: 5)
        #expect(try await lab.end(arn).error == "States.Timeout")
        #expect(try await lab.engine.activityTask(activity, worker: nil, timeout: .zero) == nil)
        await lab.close()
    }

    // MARK: Across a restart

    @Test func waitingTasksSurvive() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(definition(activity), input: "5")
        try await lab.reopen(after: 100)
        let task = try #require(try await lab.engine.activityTask(activity, worker: nil))
        #expect(task.input == "5")
        try await lab.engine.sendTaskSuccess(token: task.token, output: "6")
        #expect(try await lab.describe(arn).output == "6")
        await lab.close()
    }

    @Test func aTaskThatAWorkerHoldsIsItsOwn() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(definition(activity, #""TimeoutSeconds": 1000,"#))
        let task = try #require(try await lab.engine.activityTask(activity, worker: nil))
        try await lab.reopen(after: 100)
        #expect(try await lab.engine.activityTask(activity, worker: nil, timeout: .zero) == nil)
        try await lab.engine.sendTaskSuccess(token: task.token, output: "6")
        #expect(try await lab.describe(arn).output == "6")
        await lab.close()
    }

    /// Nobody could beat while the server was down: the deadline begins anew, that of the timeout doesn't.
    @Test func heartbeatsBeginAnew() async throws {
        let lab = try await Lab()
        let activity = try await lab.activity()
        let arn = try await lab.run(definition(activity, #""HeartbeatSeconds": 10,"#))
        let task = try #require(try await lab.engine.activityTask(activity, worker: nil))
        try await lab.reopen(after: 100)
        for _ in 0..<200 { await Task.yield() }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 9)
        try await lab.engine.sendTaskHeartbeat(token: task.token)
        lab.clock.advance(seconds: 9)
        for _ in 0..<200 { await Task.yield() }
        #expect(try await lab.describe(arn).status == .running)
        lab.clock.advance(seconds: 1)
        #expect(try await lab.end(arn).error == "States.Timeout")
        await lab.close()
    }
}
