import JSON
import StatesLanguage

/// The events of tasks: their names and details differ by what the Task calls.
extension Entry {
    func taskAppearance(_ state: State, _ setting: HistorySetting) -> EventAppearance {
        guard case .task(let task) = state.kind else { return ("", nil) }
        switch task.resource.target {
        case .function: return named("LambdaFunction", task, setting)
        case .activity: return named("Activity", task, setting)
        case .integration(let integration): return integrationAppearance(integration, setting)
        }
    }

    /// Functions by their ARN, and activities.
    private func named(_ prefix: String, _ task: TaskState, _ setting: HistorySetting) -> EventAppearance {
        let detailsPrefix = prefix == "Activity" ? "activity" : "lambdaFunction"
        switch record {
        case .taskScheduled(_, let schedule):
            var details: JSONObject = ["resource": .string(task.resource.arn)]
            details.show(schedule.parameters, as: "input", setting)
            details.limits(schedule)
            return ("\(prefix)Scheduled", ("\(detailsPrefix)ScheduledEventDetails", details))
        case .taskStarted(_, let worker):
            guard prefix == "Activity" else { return ("\(prefix)Started", nil) }
            var details: JSONObject = [:]
            details["workerName"] = worker.map(JSONValue.string)
            return ("\(prefix)Started", ("\(detailsPrefix)StartedEventDetails", details))
        case .taskEnded(_, let result):
            let (suffix, details) = result.appearance([:], setting)
            return (prefix + suffix, ("\(detailsPrefix)\(suffix)EventDetails", details))
        default: return ("", nil)
        }
    }

    private func integrationAppearance(
        _ integration: TaskResource.Integration, _ setting: HistorySetting
    ) -> EventAppearance {
        var details: JSONObject = [
            "resourceType": .string(integration.service), "resource": .string(integration.resource),
        ]
        switch record {
        case .taskScheduled(_, let schedule):
            details["region"] = .string(setting.region)
            if setting.includesData {
                details["parameters"] = .string(String(decoding: schedule.parameters.text, as: UTF8.self))
            }
            details.limits(schedule)
            return ("TaskScheduled", ("taskScheduledEventDetails", details))
        case .taskStarted: return ("TaskStarted", ("taskStartedEventDetails", details))
        case .taskSubmitted(_, let output, _):
            details.show(output, as: "output", setting)
            return ("TaskSubmitted", ("taskSubmittedEventDetails", details))
        case .taskEnded(_, let result):
            let (suffix, details) = result.appearance(details, setting)
            return ("Task\(suffix)", ("task\(suffix)EventDetails", details))
        default: return ("", nil)
        }
    }
}

extension TaskResult {
    fileprivate func appearance(_ details: JSONObject, _ setting: HistorySetting) -> (String, JSONObject) {
        var details = details
        switch self {
        case .succeeded(let output):
            details.show(output, as: "output", setting)
            return ("Succeeded", details)
        case .failed(let error, let cause):
            details["error"] = error.map(JSONValue.string)
            details["cause"] = cause.map(JSONValue.string)
            return ("Failed", details)
        case .timedOut(let error, let cause):
            // A heartbeat that was missed looks like a timeout (recorded).
            details["error"] = .string(error == TaskResult.heartbeatError ? TaskResult.timeoutError : error)
            details["cause"] = cause.map(JSONValue.string)
            return ("TimedOut", details)
        }
    }
}

extension JSONObject {
    fileprivate mutating func limits(_ schedule: TaskSchedule) {
        self["timeoutInSeconds"] = schedule.timeoutSeconds.map(JSONValue.int)
        self["heartbeatInSeconds"] = schedule.heartbeatSeconds.map(JSONValue.int)
        if let role = schedule.credentials?["RoleArn"] { self["taskCredentials"] = ["roleArn": role] }
    }
}
