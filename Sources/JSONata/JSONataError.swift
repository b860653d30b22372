public import JSON

/// Why an expression could not be parsed or evaluated.
///
/// Codes are jsonata-js's: `S` for syntax, `T` for types, `D` for what only shows at run time, `U1001` for a limit. A limit in
/// the states dialect has no code (it is empty), as on AWS.
public struct JSONataError: Error, Sendable {
    private let storage: Storage

    /// The details: shared, so that an error that is thrown through many levels is one word.
    private final class Storage: Sendable {
        let code: String
        let position: Int
        let details: Details
        let isInternal: Bool

        init(code: String, position: Int, details: Details, isInternal: Bool) {
            self.code = code
            self.position = position
            self.details = details
            self.isInternal = isInternal
        }
    }

    /// What the message of a code is filled with.
    struct Details: Sendable {
        var token: String?
        var value: JSONValue?
        var value2: JSONValue?
        var index: Int?
        var type: String?
        var functionName: String?
        var text: String?
    }

    init(_ code: String, at position: Int, _ details: Details = Details()) {
        storage = Storage(code: code, position: position, details: details, isInternal: false)
    }

    init(_ code: String, at position: Int, token: String?, value: JSONValue? = nil) {
        self.init(code, at: position, Details(token: token, value: value))
    }

    init(_ code: String, at position: Int = 0, value: JSONValue?) {
        self.init(code, at: position, Details(value: value))
    }

    /// An error that carries its own message.
    init(_ code: String, at position: Int = 0, text: String) {
        self.init(code, at: position, Details(text: text))
    }

    private init(storage: Storage) { self.storage = storage }

    /// What AWS reports as its own fault, without a reason.
    static func internalFault(at position: Int = 0) -> JSONataError {
        JSONataError(
            storage: Storage(code: "", position: position, details: Details(text: "internal error"), isInternal: true))
    }

    /// The code, such as `T1006`; empty for a limit in the states dialect.
    public var code: String { storage.code }
    /// Characters (UTF-16 units, as in jsonata-js) before the end of the token that the error is about.
    public var position: Int { storage.position }
    /// The name or symbol that the error is about.
    public var token: String? { storage.details.token }
    /// The value that the error is about.
    public var value: JSONValue? { storage.details.value }
    /// The sentence, without the code.
    public var message: String { ErrorMessage.text(code: storage.code, details: storage.details) }
    /// AWS answers this one with "an internal error" and no more (`$base64decode` of what is not Base64).
    public var isInternal: Bool { storage.isInternal }

    var details: Details { storage.details }

    /// The same error with a place and a token where it had none.
    func located(at position: Int, token: String?) -> JSONataError {
        guard storage.position == 0 || (storage.details.token == nil && token != nil) else { return self }
        var details = storage.details
        if details.token == nil { details.token = token }
        return JSONataError(
            storage: Storage(
                code: storage.code, position: storage.position == 0 ? position : storage.position, details: details,
                isInternal: storage.isInternal))
    }
}

extension JSONataError: Equatable {
    public static func == (left: JSONataError, right: JSONataError) -> Bool {
        left.code == right.code && left.position == right.position && left.token == right.token
            && left.value == right.value && left.message == right.message
    }
}

extension JSONataError: CustomStringConvertible {
    public var description: String { code.isEmpty ? message : "\(code): \(message)" }
}
