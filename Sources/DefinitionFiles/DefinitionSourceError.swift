import JSON
public import StatesLanguage

/// Why a text is neither JSON nor YAML, and where.
public struct DefinitionSourceError: Error, Sendable, Equatable, CustomStringConvertible {
    public let message: String
    public let position: SourcePosition?

    public init(message: String, position: SourcePosition?) {
        self.message = message
        self.position = position
    }

    init(_ error: JSONParseError, in text: String) {
        self.init(
            message: error.code.description, position: SourcePosition(line: error.line, column: error.column))
    }

    public var description: String {
        position.map { "\(message) at line \($0.line), column \($0.column)" } ?? message
    }

    /// The same as the validator says it.
    public var diagnostic: Diagnostic {
        Diagnostic(code: .invalidJSONDescription, message: message, location: nil, position: position)
    }
}
