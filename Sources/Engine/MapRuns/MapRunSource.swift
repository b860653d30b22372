import Interpreter
import JSON

/// Items of a map run, page by page; a source goes back to any place that it told before.
protocol MapRunSource: Sendable {
    /// How many items there are, where that is known without reading them.
    var count: Int? { get }
    /// Tells a source that has changed since.
    var tag: String? { get }
    /// Whether a position gives the same items again, or fails; where not, claimed items are kept.
    var isFixed: Bool { get }
    /// Where the next page begins.
    var position: JSONValue { get }
    /// Where the page began that was read last, where that is better known than before it was read.
    var lastPage: JSONValue? { get }
    /// Where the reading goes on after an item of a page; nil where that is only known of whole pages.
    func position(after item: JSONValue) -> JSONValue?
    mutating func seek(to position: JSONValue) async throws(SourceFault)
    /// The next items, at most `limit`; none at the end.
    mutating func next(_ limit: Int) async throws(SourceFault) -> [JSONValue]
}

extension MapRunSource {
    var isFixed: Bool { true }
    var lastPage: JSONValue? { nil }
    func position(after item: JSONValue) -> JSONValue? { nil }
}

/// A source that can't be read; `States.ItemReaderFailed` unless it says another error.
struct SourceFault: Error, Sendable, Equatable {
    var error = "States.ItemReaderFailed"
    var cause: String

    init(_ cause: String) { self.cause = cause }
}

/// Items that stand in the execution that started the map run.
struct ArraySource: MapRunSource {
    private let items: [JSONValue]
    private var next = 0
    let tag: String?

    init(_ items: [JSONValue], tag: String? = nil) {
        self.items = items
        self.tag = tag
    }

    var count: Int? { items.count }
    var position: JSONValue { .int(Int64(next)) }

    mutating func seek(to position: JSONValue) { next = min(max(0, Int(position.integer ?? 0)), items.count) }

    mutating func next(_ limit: Int) -> [JSONValue] {
        let end = min(items.count, next + limit)
        defer { next = end }
        return Array(items[next..<end])
    }
}
