import JSON

/// Makes a document of one state: TestState takes a state without its state machine.
enum IsolatedState {
    static func document(around state: JSONObject, name: String) -> JSONObject {
        var states: JSONObject = [name: .object(state)]
        for target in targets(of: state) where states[target] == nil { states[target] = ["Type": "Succeed"] }
        return ["StartAt": .string(name), "States": .object(states)]
    }

    private static func targets(of state: JSONObject) -> [String] {
        let direct = ["Next", "Default"].compactMap { state[$0]?.string }
        let listed = ["Choices", "Catch"].flatMap { field in
            (state[field]?.array ?? []).compactMap { $0["Next"]?.string }
        }
        return direct + listed
    }
}
