import JSON

extension DefinitionDecoder {
    /// Seconds of a Wait and of the time limits of a Task.
    static let secondsLimit: Int64 = 99_999_999

    mutating func wait(_ object: JSONObject, _ scope: StateScope) -> WaitState? {
        let path = scope.path
        let fields = ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]
        let present = fields.filter { object[$0] != nil }
        guard let field = present.first else {
            refuse(
                "This object should have only one of the following fields: [\(fields.joined(separator: ", "))]",
                at: path, cure: "add \"Seconds\" or \"Timestamp\"")
            return nil
        }
        guard exclude(fields, in: object, at: path) else { return nil }
        switch field {
        case "Seconds", "SecondsPath":
            return number("Seconds", in: object, at: path, scope.language, minimum: 0, maximum: Self.secondsLimit)
                .map(WaitState.seconds)
        default:
            return timestamp(of: object, scope).map(WaitState.timestamp)
        }
    }

    private mutating func timestamp(of object: JSONObject, _ scope: StateScope) -> Evaluable<String>? {
        let path = scope.path
        if object["TimestampPath"] != nil {
            guard let text = string("TimestampPath", in: object, at: path), scope.language == .jsonPath else {
                return nil
            }
            return referencePath(text, at: path.appending("TimestampPath")).map { .path($0) }
        }
        let place = path.appending("Timestamp")
        guard let text = string("Timestamp", in: object, at: path) else { return nil }
        if scope.language == .jsonata {
            switch embedded(text, at: place, .before) {
            case .expression(let expression): return .expression(expression)
            case .invalid: return nil
            case .none: break
            }
        }
        if isOpen(text) { return nil }
        guard RFC3339.accepts(text) else {
            refuse(
                "String does not match RFC3339 timestamp", at: place,
                cure: "write a moment as \"2030-01-31T12:00:00Z\"")
            return nil
        }
        return .literal(text)
    }
}
