/// Something that has no equal in JSONata, and where it stands.
public struct ConversionProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// `/States/Name/Parameters/x.$`.
    public let place: String
    public let message: String

    public var description: String { "\(place): \(message)" }
}

/// Why a text can't be converted; the place is added on the way up.
struct Untranslatable: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
