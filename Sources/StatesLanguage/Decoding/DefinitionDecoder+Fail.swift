import JSON

extension DefinitionDecoder {
    mutating func fail(_ object: JSONObject, _ scope: StateScope) -> FailState? {
        let before = findings.count
        let error = text("Error", of: object, scope)
        let cause = text("Cause", of: object, scope)
        return hasErrors(since: before) ? nil : FailState(error: error, cause: cause)
    }

    private mutating func text(_ field: String, of object: JSONObject, _ scope: StateScope) -> Evaluable<String>? {
        let twin = field + "Path"
        if scope.language == .jsonPath, object[twin] != nil {
            guard exclude([field, twin], in: object, at: scope.path),
                let text = string(twin, in: object, at: scope.path)
            else { return nil }
            return pathOrIntrinsic(text, at: scope.path.appending(twin))
        }
        guard let text = string(field, in: object, at: scope.path) else { return nil }
        guard scope.language == .jsonata else {
            warnOfMissingPath(text, at: scope.path.appending(field))
            return .literal(text)
        }
        switch embedded(text, at: scope.path.appending(field), .before) {
        case .none: return .literal(text)
        case .expression(let expression): return .expression(expression)
        case .invalid: return nil
        }
    }
}
