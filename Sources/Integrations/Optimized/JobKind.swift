import JSON

/// A job that `.sync` starts and waits for: how it is found again, when it has ended, how it is stopped.
struct JobKind: Sendable {
    /// A call about a job, made of the parameters that started it and of what the start answered.
    struct Inquiry: Sendable {
        var action: String
        var parameters: @Sendable (_ sent: JSONValue, _ started: JSONValue) -> JSONValue
    }

    /// The service and action of the resource: `glue`, `startJobRun`.
    var service: String
    var action: String
    var describe: Inquiry
    /// Of the description, what the task's result is.
    var result: [String]
    /// In the result, where its state is.
    var state: [String]
    var succeeded: Set<String>
    var failed: Set<String>
    var stop: Inquiry?
    /// Whether a job that isn't there any more has succeeded: deletions.
    var endsWhenGone = false
    /// A second look at a job whose state says that it succeeded.
    var isSuccess: @Sendable (JSONValue) -> Bool = { _ in true }

    /// `from`: paths of members, the first step `sent` or `started`.
    static func inquiry(_ action: String, _ members: [(String, [String])], lists: Set<String> = []) -> Inquiry {
        Inquiry(action: action) { sent, started in
            .object(
                JSONObject(
                    members.map { name, path in
                        let root = path.first == "sent" ? sent : started
                        let value = root.at(Array(path.dropFirst())) ?? .null
                        return (name, lists.contains(name) ? .array([value]) : value)
                    }))
        }
    }
}

extension JSONValue {
    /// What a path of names and numbers of elements leads to.
    func at(_ path: [String]) -> JSONValue? {
        var value = self
        for step in path {
            guard let next = Int(step).flatMap({ value[$0] }) ?? value[step] else { return nil }
            value = next
        }
        return value
    }
}
