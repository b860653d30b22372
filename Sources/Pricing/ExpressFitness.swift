public import StatesLanguage

/// Why a workflow, or a part of it, can't run as Express (Step Functions, "Choosing workflow type").
public enum ExpressFitness {
    /// Seconds that an Express execution may take.
    public static let secondsLimit: Int64 = 300

    public static func obstacle(_ state: State) -> String? {
        switch state.kind {
        case .task(let task):
            switch task.resource.target {
            case .activity: return "is an activity"
            case .integration(let call) where call.pattern == .waitForTaskToken: return "waits for a task token"
            case .integration(let call) where call.pattern == .sync || call.pattern == .sync2:
                return "waits for a job (\(call.pattern.rawValue))"
            default: return nil
            }
        case .map(let map): if case .distributed = map.mode { return "is a distributed Map" }
        case .wait(.seconds(.literal(let seconds))) where seconds > secondsLimit:
            return "waits \(seconds) s, over 5 minutes"
        default: break
        }
        return nil
    }

    /// Obstacles of a whole definition, state by state.
    public static func obstacles(
        _ definition: StateMachineDefinition
    ) -> [(state: String, reason: String)] {
        definition.states.compactMap { state in obstacle(state).map { (state.name, $0) } }
    }
}
