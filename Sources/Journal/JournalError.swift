/// Why storage failed. More codes may be added.
public struct JournalError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private init(_ description: String) { self.description = description }

        /// Another owner took the shard.
        public static let fenced = Code("the shard has another owner")
        /// Another process holds the data directory.
        public static let locked = Code("the data is in use by another server")
        /// No space is left.
        public static let full = Code("no space is left")
        public static let readOnly = Code("the data can't be written")
        public static let corrupt = Code("the data is damaged")
        /// A newer version of Fermata wrote the data.
        public static let newerSchema = Code("the data was written by a newer version")
        /// A name that is taken.
        public static let duplicate = Code("an execution of this name exists")
        public static let io = Code("the storage failed")
    }

    public let code: Code
    /// What the storage said, with the place and the cure where one is known.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code): \(message)" }
}
