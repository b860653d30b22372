/// A definition that AWS Step Functions refuses to store.
public struct InvalidDefinition: Error, Sendable, Equatable, CustomStringConvertible {
    /// Of severity ERROR, in AWS's order; at least one.
    public let diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// The message of the exception `InvalidDefinition`. AWS prints `null` where a diagnostic has no location, and
    /// joins several by a comma.
    public var apiMessage: String {
        let parts = diagnostics.map { "\($0.code): \($0.message) at \($0.location ?? "null")" }
        return "Invalid State Machine Definition: '\(parts.joined(separator: ", "))'"
    }

    public var description: String { apiMessage }
}
