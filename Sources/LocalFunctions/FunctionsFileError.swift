/// What is wrong with a `fermata.yaml`, or with a folder of functions: where, and what to do about it.
public struct FunctionsFileError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// From 1; 0 where the fault has no place in the file.
    public let line: Int
    /// From 1; 0 where the fault has no place in the file.
    public let column: Int
    public let message: String
    /// What to do.
    public let cure: String

    public init(file: String, line: Int = 0, column: Int = 0, message: String, cure: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.cure = cure
    }

    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(message) \(cure)"
    }
}
