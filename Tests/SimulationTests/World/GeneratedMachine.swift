import JSON

/// What the world does when a state calls it.
struct Behaviour {
    enum Kind: CaseIterable {
        case function
        case callback
        /// A callback that beats while it works.
        case beating
        case job
        case activity
        /// Never answers: its timeout does.
        case silent
        case child
        case awaitedChild
    }

    var kind: Kind
    /// Attempts that fail before one succeeds.
    var failures: Int
    var error: String
    /// Milliseconds until the answer.
    var latency: Int
}

/// A random definition of all eight state types, in either query language, whose outcome doesn't depend on when things
/// happen: whatever order its tasks are answered in, and however often the server dies, it ends in the same way.
struct GeneratedMachine {
    /// The machine that nested executions run.
    static let child = "arn:aws:states:us-east-1:000000000000:stateMachine:child"
    static let activity = "arn:aws:states:us-east-1:000000000000:activity:work"

    private(set) var behaviours: [String: Behaviour] = [:]
    private(set) var source = ""
    private var chance: Chance
    private var count = 0
    private let prefix: String
    private let isJSONata: Bool

    /// What is around a state that is being made.
    private struct Place {
        var depth = 0
        /// Below a Parallel or Map all failures look alike, as the first one decides.
        var error: String?
        /// A state around may run it again.
        var mayRepeat = false
        /// In an Express child, which runs again after a crash: it only computes.
        var isExpress = false
    }

    init(seed: UInt64, prefix: String) {
        chance = Chance(seed: seed)
        self.prefix = prefix
        isJSONata = chance.happens(0.35)
        let body = level(Place(), states: 2...7)
        source = "{\(isJSONata ? #""QueryLanguage": "JSONata", "# : "")\(body)}"
    }

    // MARK: Levels

    private mutating func level(_ place: Place, states: ClosedRange<Int>) -> String {
        let names = (0..<chance.number(states)).map { _ in name() }
        var texts: [String] = []
        for (position, name) in names.enumerated() {
            texts.append("\"\(name)\": {\(state(name, Array(names[(position + 1)...]), place))}")
        }
        return #""StartAt": "\#(names[0])", "States": {\#(texts.joined(separator: ", "))}"#
    }

    private mutating func name() -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    private mutating func state(_ name: String, _ later: [String], _ place: Place) -> String {
        let next = later.first.map { #""Next": "\#($0)""# } ?? #""End": true"#
        let roll = chance.below(100)
        switch roll {
        case ..<45 where !place.isExpress: return "\(task(name, later, place)), \(next)"
        case ..<55 where !place.isExpress: return "\(wait()), \(next)"
        case ..<65: return "\(pass(name)), \(next)"
        case ..<75 where place.depth < 2: return "\(parallel(name, later, place)), \(next)"
        case ..<80 where place.depth < 2: return "\(map(name, later, place)), \(next)"
        case ..<85 where place.depth < 2 && !place.isExpress:
            return "\(distributedMap(name, later, place)), \(next)"
        case ..<93 where later.count > 1: return choice(later)
        case ..<96 where later.isEmpty: return #""Type": "Succeed""#
        case 96... where later.isEmpty:
            return #""Type": "Fail", "Error": "\#(place.error ?? "Sim.Fail")", "Cause": "as made""#
        default: return "\(pass(name)), \(next)"
        }
    }

    // MARK: States that call nothing

    private mutating func pass(_ name: String) -> String {
        let value = chance.below(10)
        return isJSONata
            ? #""Type": "Pass", "Output": "{% $merge([$states.input, {'n': \#(value), '\#(name)': 1}]) %}""#
            : #""Type": "Pass", "Result": \#(value), "ResultPath": "$.n""#
    }

    private mutating func wait() -> String {
        switch chance.below(4) {
        case 0: #""Type": "Wait", "Timestamp": "2026-11-22T14:0\#(chance.below(10)):00Z""#
        case 1 where isJSONata: #""Type": "Wait", "Seconds": "{% $states.input.n + 1 %}""#
        case 1: #""Type": "Wait", "SecondsPath": "$.n""#
        default: #""Type": "Wait", "Seconds": \#(chance.pick([0, 1, 2, 7, 30, 61, 130]))"#
        }
    }

    private mutating func choice(_ later: [String]) -> String {
        let (one, other) = (chance.pick(later), chance.pick(later))
        // Every state must be reachable, so the next one is always among the two.
        let bound = chance.below(10)
        let condition =
            isJSONata
            ? #""Condition": "{% $states.input.n > \#(bound) %}""#
            : #""Variable": "$.n", "NumericGreaterThan": \#(bound)"#
        let reachable = later.dropFirst().contains(one) ? later[0] : other
        let choices = Set([one, reachable, later[0]]).sorted().map { #"{\#(condition), "Next": "\#($0)"}"# }
        return #""Type": "Choice", "Choices": [\#(choices.joined(separator: ", "))], "Default": "\#(reachable)""#
    }

    // MARK: States around states

    private mutating func parallel(_ name: String, _ later: [String], _ place: Place) -> String {
        let handling = handling(name, later, place, failures: 0, repeats: true)
        var inner = place
        inner.depth += 1
        inner.error = place.error ?? "Sim.In\(name)"
        inner.mayRepeat = place.mayRepeat || handling.contains("Retry")
        let branches = (0..<chance.number(1...3)).map { _ in "{\(level(inner, states: 1...3))}" }
        let output = keep(name, isJSONata ? "$states.result" : nil)
        return #""Type": "Parallel", "Branches": [\#(branches.joined(separator: ", "))]\#(output)\#(handling)"#
    }

    private mutating func map(_ name: String, _ later: [String], _ place: Place) -> String {
        let handling = handling(name, later, place, failures: 0, repeats: true)
        var inner = place
        inner.depth += 1
        inner.error = place.error ?? "Sim.In\(name)"
        inner.mayRepeat = true
        let items =
            isJSONata
            ? #""Items": "{% $states.input.list %}", "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}", "list": [1, 2]}"#
            : #""ItemsPath": "$.list", "ItemSelector": {"n.$": "$$.Map.Item.Value", "list": [1, 2]}"#
        let concurrency = chance.pick([0, 1, 2, 5])
        let body = level(inner, states: 1...3)
        return
            #""Type": "Map", \#(items), "MaxConcurrency": \#(concurrency), "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, \#(body)}\#(keep(name, isJSONata ? "$states.result" : nil))\#(handling)"#
    }

    /// Children are executions of their own. Where any may fail, the result is how many there were, as what a child that
    /// failed leaves tells its times.
    private mutating func distributedMap(_ name: String, _ later: [String], _ place: Place) -> String {
        let handling = handling(name, later, place, failures: 0, repeats: true)
        let isTolerant = place.error != nil || chance.happens(0.5)
        var inner = Place(depth: place.depth + 1, mayRepeat: true)
        inner.isExpress = chance.happens(0.4)
        let items =
            isJSONata
            ? #""Items": "{% $states.input.list %}", "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}", "list": [1, 2]}"#
            : #""ItemsPath": "$.list", "ItemSelector": {"n.$": "$$.Map.Item.Value", "list": [1, 2]}"#
        let mode = #""Mode": "DISTRIBUTED", "ExecutionType": "\#(inner.isExpress ? "EXPRESS" : "STANDARD")""#
        let concurrency = chance.pick([0, 1, 2, 5])
        let body = level(inner, states: 1...3)
        let tolerance = isTolerant ? #", "ToleratedFailurePercentage": 100"# : ""
        let result =
            isJSONata
            ? keep(name, isTolerant ? "$count($states.result)" : "$states.result")
            : keep(name, nil) + (isTolerant ? #", "ResultSelector": {"v.$": "States.ArrayLength($)"}"# : "")
        return
            #""Type": "Map", \#(items), "MaxConcurrency": \#(concurrency)\#(tolerance), "ItemProcessor": {"ProcessorConfig": {\#(mode)}, \#(body)}\#(result)\#(handling)"#
    }

    /// Where a result goes: beside the input.
    private func keep(_ name: String, _ result: String?) -> String {
        result.map { #", "Output": "{% $merge([$states.input, {'\#(name)': \#($0)}]) %}""# }
            ?? #", "ResultPath": "$.\#(name)""#
    }

    /// Retry and Catch.
    private mutating func handling(
        _ name: String, _ later: [String], _ place: Place, failures: Int, repeats: Bool = false,
        mustCatch: Bool = false,
        retriesTimeouts: Bool = false
    ) -> String {
        var retriers: [String] = []
        if retriesTimeouts {
            retriers.append(
                #"{"ErrorEquals": ["States.Timeout", "States.HeartbeatTimeout"], "MaxAttempts": 1000, "IntervalSeconds": 1, "BackoffRate": 1}"#
            )
        }
        if failures > 0 || repeats && chance.happens(0.2) {
            let attempts = repeats ? 1 : chance.number(0...3)
            let jitter = chance.happens(0.3) ? #", "JitterStrategy": "FULL""# : ""
            retriers.append(
                #"{"ErrorEquals": ["States.ALL"], "MaxAttempts": \#(attempts), "IntervalSeconds": \#(chance.number(1...9)), "BackoffRate": \#(chance.pick(["1", "1.5", "2"]))\#(jitter)}"#
            )
        }
        var text = retriers.isEmpty ? "" : #", "Retry": [\#(retriers.joined(separator: ", "))]"#
        if mustCatch || failures > 0 && chance.happens(0.6) || repeats && chance.happens(0.4), let target = later.first
        {
            let result =
                isJSONata
                ? #""Output": "{% $merge([$states.input, {'e': $states.errorOutput.Error}]) %}""#
                : #""ResultPath": "$.e""#
            text += #", "Catch": [{"ErrorEquals": ["States.ALL"], \#(result), "Next": "\#(target)"}]"#
        }
        return text
    }

    // MARK: Tasks

    private mutating func task(_ name: String, _ later: [String], _ place: Place) -> String {
        var kind = chance.pick(Behaviour.Kind.allCases)
        // A timeout's cause differs from other failures', so it must be caught where the first failure decides.
        if kind == .silent, place.error != nil, later.isEmpty { kind = .function }
        let ignoresAttempt = [.activity, .beating, .child, .awaitedChild, .silent].contains(kind)
        let failures = ignoresAttempt || chance.happens(0.6) ? 0 : chance.number(1...3)
        let error = place.error ?? chance.pick(["Sim.A", "Sim.B", "States.TaskFailed"])
        behaviours[name] = Behaviour(
            kind: kind, failures: failures, error: error, latency: chance.pick([0, 1, 5, 80, 900, 4_000, 40_000]))
        let body = "\(call(name, ignoresAttempt: ignoresAttempt))"
        let handling = handling(
            name, later, place, failures: failures, mustCatch: kind == .silent && place.error != nil,
            retriesTimeouts: kind == .activity || kind == .beating)
        switch kind {
        case .function:
            return #"\#(resource("lambda:us-east-1:000000000000:function:f", body))\#(kept(name))\#(handling)"#
        case .silent:
            return
                #"\#(resource("lambda:us-east-1:000000000000:function:f", body)), "TimeoutSeconds": \#(chance.number(1...40))\#(kept(name))\#(handling)"#
        case .callback, .beating:
            let message = #"{"QueueUrl": "q", "MessageBody": \#(body)}"#
            let beats = kind == .beating ? #", "HeartbeatSeconds": \#(chance.number(30...60))"# : ""
            return
                #"\#(resource("states:::sqs:sendMessage.waitForTaskToken", message))\#(beats)\#(kept(name))\#(handling)"#
        case .job:
            return
                #"\#(resource("states:::batch:submitJob.sync", #"{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "Parameters": \#(body)}"#))\#(kept(name))\#(handling)"#
        case .activity:
            return
                #"\#(resource("states:us-east-1:000000000000:activity:work", body)), "TimeoutSeconds": 600\#(kept(name))\#(handling)"#
        case .child, .awaitedChild: return child(name, body, awaits: kind == .awaitedChild, place) + handling
        }
    }

    private func resource(_ tail: String, _ body: String) -> String {
        #""Type": "Task", "Resource": "arn:aws:\#(tail)", "\#(isJSONata ? "Arguments" : "Parameters")": \#(body)"#
    }

    /// What the world is asked: the state, the number it works on, and which attempt this is.
    private func call(_ name: String, ignoresAttempt: Bool) -> String {
        let waitsForToken = [.callback, .beating].contains(behaviours[name]?.kind)
        if isJSONata {
            let token = waitsForToken ? #", "token": "{% $states.context.Task.Token %}""# : ""
            let attempt = ignoresAttempt ? "" : #", "try": "{% $states.context.State.RetryCount %}""#
            return #"{"s": "\#(name)", "n": "{% $states.input.n %}"\#(attempt)\#(token)}"#
        }
        let token = waitsForToken ? #", "token.$": "$$.Task.Token""# : ""
        let attempt = ignoresAttempt ? "" : #", "try.$": "$$.State.RetryCount""#
        return #"{"s": "\#(name)", "n.$": "$.n"\#(attempt)\#(token)}"#
    }

    /// The result beside the input, without what depends on the time.
    private func kept(_ name: String) -> String {
        keep(name, isJSONata ? "$states.result.v" : nil)
            + (isJSONata ? "" : #", "ResultSelector": {"v.$": "$.v"}"#)
    }

    private mutating func child(_ name: String, _ body: String, awaits: Bool, _ place: Place) -> String {
        let isNamed = !place.mayRepeat && chance.happens(0.6)
        let childName =
            !isNamed
            ? ""
            : isJSONata
                ? #", "Name": "{% $states.context.Execution.Name & '-\#(name)' %}""#
                : #", "Name.$": "States.Format('{}-\#(name)', $$.Execution.Name)""#
        let parameters = #"{"StateMachineArn": "\#(Self.child)", "Input": \#(body)\#(childName)}"#
        let output =
            isJSONata
            ? keep(name, awaits ? "$states.result.Output" : "1")
            : keep(name, nil)
                + (awaits ? #", "ResultSelector": {"o.$": "$.Output"}"# : #", "ResultSelector": {"o": 1}"#)
        return resource("states:::states:startExecution\(awaits ? ".sync:2" : "")", parameters) + output
    }
}
