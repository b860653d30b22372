public import JSON
public import StatesLanguage

/// One event of GetExecutionHistory (API reference, HistoryEvent).
public struct HistoryEvent: Sendable {
    public let link: EventLink
    public let entry: Entry
    private let setting: HistorySetting

    /// Nil for an entry that doesn't show.
    public init?(_ entry: Entry, _ setting: HistorySetting) {
        guard let link = entry.event else { return nil }
        self.link = link
        self.entry = entry
        self.setting = setting
    }

    public var type: String { entry.appearance(setting).type }

    /// As the API answers it, with `timestamp` in seconds.
    ///
    /// - Parameter includeExecutionData: whether inputs, outputs and parameters are shown.
    public func json(includeExecutionData: Bool = true) -> JSONValue {
        let (type, details) = shape(includeExecutionData: includeExecutionData)
        var object: [JSONObject.Member] = [
            .init(key: "timestamp", value: .double(Double(entry.time) / 1000)),
            .init(key: "type", value: .string(type)),
            .init(key: "id", value: .int(link.id)),
            .init(key: "previousEventId", value: .int(link.previous)),
        ]
        if let details { object.append(.init(key: details.name, value: .object(details.value))) }
        return .object(JSONObject(uniqueMembers: object))
    }

    func shape(includeExecutionData: Bool) -> EventAppearance {
        var setting = setting
        setting.includesData = includeExecutionData
        return entry.appearance(setting)
    }
}

/// What a history shows beside the records.
public struct HistorySetting: Sendable {
    public var definition: StateMachineDefinition
    public var roleARN: String
    public var region: String
    public var versionARN: String?
    public var aliasARN: String?
    var includesData = true

    public init(
        definition: StateMachineDefinition, roleARN: String, region: String, versionARN: String? = nil,
        aliasARN: String? = nil
    ) {
        self.definition = definition
        self.roleARN = roleARN
        self.region = region
        self.versionARN = versionARN
        self.aliasARN = aliasARN
    }
}

typealias EventAppearance = (type: String, details: (name: String, value: JSONObject)?)

extension Entry {
    fileprivate func appearance(_ setting: HistorySetting) -> EventAppearance {
        guard let index = state, setting.definition.states.indices.contains(index.rawValue) else {
            return executionAppearance(setting)
        }
        let state = setting.definition[index]
        let kind = state.kind.name
        switch record {
        case .executionStarted, .executionEnded, .executionRedriven: return executionAppearance(setting)
        case .mapRunRedriven(_, let arn, let count):
            let details: JSONObject = ["mapRunArn": .string(arn), "redriveCount": .int(Int64(count))]
            return ("MapRunRedriven", ("mapRunRedrivenEventDetails", details))
        case .stateEntered(_, _, let input):
            var details: JSONObject = ["name": .string(state.name)]
            details.show(input, as: "input", setting)
            return ("\(kind)StateEntered", ("stateEnteredEventDetails", details))
        case .stateExited(_, let exit):
            return ("\(kind)StateExited", ("stateExitedEventDetails", exit.details(state.name, setting)))
        case .evaluationFailed(_, let error, let cause, let location):
            var details: JSONObject = ["state": .string(state.name), "error": .string(error), "cause": .string(cause)]
            details["location"] = location.map(JSONValue.string)
            return ("EvaluationFailed", ("evaluationFailedEventDetails", details))
        case .parallelStarted: return ("ParallelStateStarted", nil)
        case .parallelSucceeded: return ("ParallelStateSucceeded", nil)
        case .parallelFailed: return ("ParallelStateFailed", nil)
        case .mapStarted(_, let start):
            return ("MapStateStarted", ("mapStateStartedEventDetails", ["length": .int(Int64(start.count))]))
        case .mapSucceeded: return ("MapStateSucceeded", nil)
        case .mapFailed: return ("MapStateFailed", nil)
        case .iterationStarted(_, let index, _): return iteration("Started", index, of: state)
        case .iterationSucceeded(_, let index, _, _): return iteration("Succeeded", index, of: state)
        case .iterationFailed(_, let index): return iteration("Failed", index, of: state)
        case .iterationAborted(_, let index): return iteration("Aborted", index, of: state)
        case .stateAborted: return ("\(kind)StateAborted", nil)
        case .mapRunStarted(_, let start):
            return ("MapRunStarted", ("mapRunStartedEventDetails", ["mapRunArn": .string(start.arn)]))
        case .mapRunEnded(_, .succeeded): return ("MapRunSucceeded", nil)
        case .mapRunEnded(_, .failed(let error, let cause)):
            return ("MapRunFailed", ("mapRunFailedEventDetails", .failure(error, cause)))
        case .taskScheduled, .taskStarted, .taskSubmitted, .taskEnded: return taskAppearance(state, setting)
        case .callbackReceived, .timerStarted, .timerFired, .retryScheduled, .branchSucceeded, .childFailed:
            return ("", nil)
        }
    }

    private func iteration(_ what: String, _ index: Int, of state: State) -> EventAppearance {
        (
            "MapIteration\(what)",
            (
                "mapIteration\(what)EventDetails",
                ["name": .string(state.name), "index": .int(Int64(index))]
            )
        )
    }

    private func executionAppearance(_ setting: HistorySetting) -> EventAppearance {
        switch record {
        case .executionStarted(let input):
            var details: JSONObject = [:]
            details.show(input, as: "input", setting)
            details["roleArn"] = .string(setting.roleARN)
            details["stateMachineAliasArn"] = setting.aliasARN.map(JSONValue.string)
            details["stateMachineVersionArn"] = setting.versionARN.map(JSONValue.string)
            return ("ExecutionStarted", ("executionStartedEventDetails", details))
        case .executionRedriven(let count):
            return ("ExecutionRedriven", ("executionRedrivenEventDetails", ["redriveCount": .int(Int64(count))]))
        case .executionEnded(.succeeded(let output)):
            var details: JSONObject = [:]
            details.show(output, as: "output", setting)
            return ("ExecutionSucceeded", ("executionSucceededEventDetails", details))
        case .executionEnded(.failed(let error, let cause)):
            return ("ExecutionFailed", ("executionFailedEventDetails", .failure(error, cause)))
        case .executionEnded(.timedOut(let error, let cause)):
            return ("ExecutionTimedOut", ("executionTimedOutEventDetails", .failure(error, cause)))
        case .executionEnded(.aborted(let error, let cause)):
            return ("ExecutionAborted", ("executionAbortedEventDetails", .failure(error, cause)))
        default: return ("", nil)
        }
    }
}

extension StateExit {
    fileprivate func details(_ name: String, _ setting: HistorySetting) -> JSONObject {
        var details: JSONObject = ["name": .string(name)]
        details.show(output, as: "output", setting)
        if !assigned.isEmpty, setting.includesData {
            details["assignedVariables"] = .object(
                JSONObject(assigned.map { ($0.name, JSONValue.string($0.value.serialized())) }))
            details["assignedVariablesDetails"] = ["truncated": false]
        }
        return details
    }
}

extension JSONObject {
    /// A payload and its `…Details`.
    mutating func show(_ payload: Payload, as name: String, _ setting: HistorySetting) {
        guard setting.includesData else { return }
        self[name] = .string(String(decoding: payload.text, as: UTF8.self))
        self["\(name)Details"] = ["truncated": false]
    }

    static func failure(_ error: String?, _ cause: String?) -> JSONObject {
        var details: JSONObject = [:]
        details["error"] = error.map(JSONValue.string)
        details["cause"] = cause.map(JSONValue.string)
        return details
    }
}

extension State.Kind {
    /// `Type`.
    public var name: String {
        switch self {
        case .pass: "Pass"
        case .task: "Task"
        case .choice: "Choice"
        case .wait: "Wait"
        case .parallel: "Parallel"
        case .map: "Map"
        case .succeed: "Succeed"
        case .fail: "Fail"
        }
    }
}
