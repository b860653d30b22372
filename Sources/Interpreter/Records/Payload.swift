public import JSON

/// A piece of state data: its JSON text, its value, and where the journal already has it.
///
/// A payload that passes through keeps its text letter by letter, as AWS does; one that a state computed is written
/// compact when its text is asked for.
public struct Payload: Sendable {
    /// What a payload is; shared by its copies, of which an execution makes many.
    private final class Content: Sendable {
        let text: [UInt8]?
        let value: JSONValue?

        init(_ text: [UInt8]?, _ value: JSONValue?) {
            self.text = text
            self.value = value
        }
    }

    /// The record that holds the bytes: another record that shows the same payload refers to it.
    public struct Origin: Sendable, Hashable {
        public var record: Int64
        /// Where the payload is one element of the array that the record holds.
        public var element: Int?
    }

    /// Has a text or a value.
    private var content: Content
    public internal(set) var origin: Origin?

    public init(_ value: JSONValue) { content = Content(nil, value) }

    /// `text` must be JSON: it was parsed before (a client's) or written by us (the journal's).
    public init(text: [UInt8], value: JSONValue? = nil) { content = Content(text, value) }

    public static let emptyObject = Payload(.object(JSONObject()))

    public var value: JSONValue { content.value ?? content.text.flatMap { try? JSONValue.parse($0) } ?? .null }

    public var text: [UInt8] { content.text ?? (content.value ?? .null).serializedBytes() }

    /// Keeps the text beside the value, so that it is written once.
    mutating func render() {
        if content.text == nil { content = Content(text, content.value) }
    }

    /// Keeps the value beside the text, so that it is parsed once.
    mutating func parse() {
        if content.value == nil { content = Content(content.text, value) }
    }

    /// The same payload, known to stand in a record unless it stands in an earlier one.
    func recorded(at record: Int64) -> Payload {
        guard origin == nil else { return self }
        var copy = self
        copy.origin = Origin(record: record, element: nil)
        return copy
    }

    /// One element of an array that stands in the journal.
    func element(_ index: Int, _ value: JSONValue) -> Payload {
        var payload = Payload(value)
        if let origin, origin.element == nil { payload.origin = Origin(record: origin.record, element: index) }
        return payload
    }
}

extension Payload: Equatable {
    public static func == (left: Payload, right: Payload) -> Bool {
        left.origin == right.origin && left.value == right.value
    }
}
