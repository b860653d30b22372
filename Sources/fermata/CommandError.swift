/// Why a command could not do its work: one line with the cause, and what to do about it.
struct CommandError: Error {
    /// The documented exit status (see the help of the root command).
    enum Status: Int32 {
        /// It ran and failed.
        case failed = 1
        /// It could not be tried.
        case unavailable = 2
        /// The service refused the request.
        case refused = 3
    }

    var status: Status
    var cause: String
    /// What the user can do; nil where the cause says it.
    var cure: String?

    init(_ status: Status, _ cause: String, cure: String? = nil) {
        self.status = status
        self.cause = cause
        self.cure = cure
    }

    /// Cause and cure on one line.
    var line: String {
        let text = if let cure { "\(cause) \(cure)" } else { cause }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
