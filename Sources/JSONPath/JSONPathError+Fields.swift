public import JSON

/// The sentences of the fields that take a path to a value of one kind (recorded on AWS unless said otherwise).
extension JSONPathError {
    private static func field(_ message: String, _ path: String) -> JSONPathError {
        JSONPathError(.invalidValue, message: message, path: path)
    }

    /// A string as it is, anything else as JSON.
    private static func shown(_ value: JSONValue) -> String { value.string ?? value.serialized() }

    /// ItemsPath finds something else than an array. A path into the context object is named without its first `$`.
    public static func notAnArray(itemsPath path: String) -> JSONPathError {
        let shown = path.hasPrefix("$$") ? String(path.dropFirst()) : path
        return field("Reference path \"\(shown)\" must point to array.", path)
    }

    /// ItemsPath finds nothing: `States.ReferencePathConflict`, which names the first step that fails (reported from AWS,
    /// not recorded).
    ///
    /// - Parameter document: what the path was applied to.
    public static func conflict(of path: JSONPathExpression, in document: JSONValue) -> JSONPathError {
        var node = document
        for step in path.steps {
            guard let next = try? PathEvaluation.value(of: [step], areDefinite: true, from: node, in: document) else {
                return .stepConflict(step, node, path: path.text)
            }
            node = next
        }
        return .invalidPath(path.text, PathFault.noResults.sentence(path.steps))
    }

    /// SecondsPath finds nothing, or null.
    public static func secondsPathMissing(_ path: String) -> JSONPathError {
        field("The SecondsPath parameter does not reference an input value: \(path)", path)
    }

    public static func secondsPathNegative(_ path: String, _ value: JSONValue) -> JSONPathError {
        field("The SecondsPath parameter references a negative value: \(path) == \(shown(value))", path)
    }

    public static func secondsPathNotLong(_ path: String, _ value: JSONValue) -> JSONPathError {
        field("The SecondsPath parameter cannot be parsed as a long value: \(path) == \(shown(value))", path)
    }

    public static func timestampPathInvalid(_ path: String, _ value: JSONValue) -> JSONPathError {
        field(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
                + "\(path) == \(shown(value))", path)
    }

    /// MaxConcurrencyPath, MaxItemsPath, ToleratedFailureCountPath and their like.
    public static func notAnInteger(field name: String, _ path: String, _ value: JSONValue) -> JSONPathError {
        field("The \(name) field refers to value \"\(shown(value))\" which is not a valid integer: \(path)", path)
    }

    /// ToleratedFailurePercentagePath.
    public static func notAFloat(field name: String, _ path: String, _ value: JSONValue) -> JSONPathError {
        field("The \(name) field refers to value \"\(shown(value))\" which is not a valid float: \(path)", path)
    }
}
