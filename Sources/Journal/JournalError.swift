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
        /// Rows that a commit adds are there already: it was written before, or two turns are at odds.
        public static let conflict = Code("the records exist already")
        /// A commit that no storage could take: a key out of range, a status of an execution that never started.
        public static let invalid = Code("the request to the storage is not valid")
        /// The journal was closed.
        public static let closed = Code("the storage is closed")
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
