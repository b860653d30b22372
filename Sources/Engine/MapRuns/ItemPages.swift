import Interpreter
import JSON

/// A source read ahead by a page, from which items are taken one by one: whatever a batch leaves is for the next one.
struct ItemPages: Sendable {
    private var source: any MapRunSource
    private var page: [JSONValue] = []
    private var taken = 0
    /// Where the page began.
    private var start: JSONValue
    private var isAtEnd = false
    /// Items that may still be taken (`MaxItems`).
    private var rest: Int

    static let pageSize = 256

    init(_ source: any MapRunSource, maxItems: Int?) {
        self.source = source
        start = source.position
        rest = maxItems ?? .max
    }

    var count: Int? { source.count.map { min($0, rest) } }
    var tag: String? { source.tag }
    var isFixed: Bool { source.isFixed }

    /// Where the next item is: the page and the items of it that are gone.
    var position: JSONValue {
        let left = JSONValue.int(Int64(clamping: rest))
        if taken > 0, let exact = source.position(after: page[taken - 1]) { return [exact, 0, left] }
        return [start, .int(Int64(taken)), left]
    }

    mutating func seek(to position: JSONValue) async throws(SourceFault) {
        guard let start = position[0], let taken = position[1]?.integer else { return }
        try await source.seek(to: start)
        self.start = start
        page = try await source.next(Self.pageSize)
        isAtEnd = page.isEmpty
        self.taken = min(Int(taken), page.count)
        if let rest = position[2]?.integer { self.rest = Int(clamping: rest) }
        if self.rest == Int(Int64.max) { self.rest = .max }
    }

    /// The next item, left where it is; nil at the end.
    mutating func peek() async throws(SourceFault) -> JSONValue? {
        if rest == 0 { return nil }
        if taken == page.count {
            if isAtEnd { return nil }
            start = source.position
            page = try await source.next(Self.pageSize)
            if let exact = source.lastPage { start = exact }
            taken = 0
            if page.isEmpty {
                isAtEnd = true
                return nil
            }
        }
        return page[taken]
    }

    mutating func advance() {
        taken += 1
        if rest != .max { rest -= 1 }
    }
}
