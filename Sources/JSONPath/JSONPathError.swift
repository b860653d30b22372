public import JSON

/// Why a path, an intrinsic or a template has no value, in AWS's words.
///
/// The sentence depends on who asks: ``message`` is that of InputPath and OutputPath (`Invalid path '$.x' : No results
/// for path: $['x']`); a field of a template and a `…Path` field that AWS treats like one say ``notFound(field:input:)``.
public struct JSONPathError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; more codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private init(_ description: String) { self.description = description }

        /// A definite path selects nothing, or a member or an element on its way is missing.
        public static let notFound = Code("notFound")
        /// An index, a slice or a filter on what is no array.
        public static let notAnArray = Code("notAnArray")
        /// The variable that the path begins with has no value.
        public static let unassignedVariable = Code("unassignedVariable")
        /// A path was applied to null.
        public static let nullInput = Code("nullInput")
        /// An intrinsic can't take its arguments.
        public static let invalidArguments = Code("invalidArguments")
        /// A reference path doesn't fit the document that it should write to, or read from.
        public static let referencePathConflict = Code("referencePathConflict")
        /// A field holds a path to a value that it can't take.
        public static let invalidValue = Code("invalidValue")
    }

    public let code: Code
    /// The error name of the States language: `States.Runtime`, …
    public let error: String
    /// AWS's sentence, without `An error occurred while executing the state …`.
    public let message: String
    /// The path at fault as written, where there is one.
    public let path: String?

    public init(_ code: Code, error: String = "States.Runtime", message: String, path: String? = nil) {
        self.code = code
        self.error = error
        self.message = message
        self.path = path
    }

    public var description: String { "\(error): \(message)" }

    /// Whether the path selects nothing, rather than being unfit for the value: what `IsPresent` asks.
    public var isNotFound: Bool { code == .notFound || code == .unassignedVariable }
}

extension JSONPathError {
    /// `Invalid path '$.a' : No results for path: $['a']`: InputPath, OutputPath, TimeoutSecondsPath,
    /// HeartbeatSecondsPath.
    public static func invalidPath(_ path: String, _ detail: String, code: Code = .notFound) -> JSONPathError {
        JSONPathError(code, message: "Invalid path '\(path)' : \(detail)", path: path)
    }

    /// What a template's field and ErrorPath, CausePath say of a path that selects nothing; other faults stay as they are.
    ///
    /// - Parameter field: the field's name as written: `value.$`, `ErrorPath`.
    public func notFound(field: String, input: JSONValue) -> JSONPathError {
        guard isNotFound, let path else { return self }
        let message =
            "The JSONPath '\(path)' specified for the field '\(field)' could not be found in the input "
            + "'\(input.serialized())'"
        return JSONPathError(code, error: error, message: message, path: path)
    }

    /// What an intrinsic says of an argument whose path selects nothing.
    func notFound(function text: String, input: JSONValue) -> JSONPathError {
        guard isNotFound, let path else { return self }
        let message =
            "The function '\(text)' had the following error: The JsonPath argument for the field '\(path)' "
            + "could not be found in the input '\(input.serialized())'"
        return JSONPathError(code, error: error, message: message, path: path)
    }

    static let nullInput = JSONPathError(
        .nullInput, message: "Unable to apply Path transformation to null or empty input.")
}
