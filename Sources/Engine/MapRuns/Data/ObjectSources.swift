import Interpreter
import JSON

/// The items in one object.
struct ObjectSource: MapRunSource {
    private var stream: ByteStream
    private var format: any ItemFormat
    /// What the next page fails with.
    private var fault: SourceFault?

    /// A page has no more bytes, but for its last item.
    private static let pageBytes = 4 << 20

    let count: Int? = nil
    var tag: String? { stream.tag }
    var position: JSONValue { .int(Int64(stream.offset)) }

    /// Reads the object's beginning.
    init(_ object: ObjectName, in store: any ObjectStore, _ format: any ItemFormat) async throws(SourceFault) {
        var stream = ByteStream(object, in: store)
        var format = format
        _ = try await stream.more()
        try await format.open(&stream)
        self.stream = stream
        self.format = format
    }

    mutating func seek(to position: JSONValue) async throws(SourceFault) {
        fault = nil
        try await stream.seek(to: Int(position.integer ?? 0))
    }

    /// Items that stand before one that can't be read are given first.
    mutating func next(_ limit: Int) async throws(SourceFault) -> [JSONValue] {
        if let fault { throw fault }
        var items: [JSONValue] = []
        let start = stream.offset
        do throws(SourceFault) {
            while items.count < limit, stream.offset - start < Self.pageBytes,
                let item = try await format.next(&stream)
            {
                items.append(item)
            }
        } catch {
            fault = error
            if items.isEmpty { throw error }
        }
        return items
    }
}

/// The objects of a bucket themselves (`s3:listObjectsV2`).
struct ListingSource: MapRunSource {
    private let store: any ObjectStore
    private let bucket: String
    private let arguments: JSONValue
    private var buffered: [JSONValue] = []
    private var last: String?
    private var hasMore = true

    let count: Int? = nil
    let tag: String? = nil
    /// Objects come and go.
    let isFixed = false
    /// The last key that was given.
    var position: JSONValue { last.map(JSONValue.string) ?? .null }
    func position(after item: JSONValue) -> JSONValue? { item["Key"] }

    init(_ store: any ObjectStore, _ bucket: String, _ arguments: JSONValue) async throws(SourceFault) {
        self.store = store
        self.bucket = bucket
        self.arguments = arguments
        // What can't be listed fails before the first child.
        try await fill()
    }

    mutating func seek(to position: JSONValue) {
        last = position.string
        buffered = []
        hasMore = true
    }

    private mutating func fill() async throws(SourceFault) {
        guard buffered.isEmpty, hasMore else { return }
        let page = try await store.list(bucket, arguments, after: last)
        buffered = page.objects
        hasMore = page.hasMore && !page.objects.isEmpty
    }

    mutating func next(_ limit: Int) async throws(SourceFault) -> [JSONValue] {
        try await fill()
        let items = Array(buffered.prefix(limit))
        buffered.removeFirst(items.count)
        if let key = items.last?["Key"]?.string { last = key }
        return items
    }
}

/// The items in all objects of a list, one object after the other (`LOAD_AND_FLATTEN`, manifests).
struct FlattenedSource: MapRunSource {
    /// Opens the object of an item of the list.
    typealias Open = @Sendable (JSONValue) async throws(SourceFault) -> any MapRunSource

    private var list: any MapRunSource
    private let open: Open
    /// Where the list stood before the object that is being read.
    private var before: JSONValue
    private var current: (any MapRunSource)?

    let count: Int? = nil
    var tag: String? { list.tag }
    /// A list that grows puts objects between those of a claim.
    var isFixed: Bool { list.isFixed }
    /// In the object that gave the page, whatever comes into the list before that.
    private(set) var lastPage: JSONValue?
    var position: JSONValue {
        .array([before, current?.position ?? .null, current?.tag.map(JSONValue.string) ?? .null])
    }

    init(_ list: any MapRunSource, open: @escaping Open) {
        self.list = list
        self.open = open
        before = list.position
    }

    mutating func seek(to position: JSONValue) async throws(SourceFault) {
        before = position[0] ?? .null
        try await list.seek(to: before)
        current = nil
        guard let inner = position[1], !inner.isNull else { return }
        // The object that stood there, as it was: one that was put before it since is none of this map run's.
        let tag = position[2]?.string
        repeat {
            guard try await openNext() else { throw .changed }
        } while tag != nil && current?.tag != tag
        try await current?.seek(to: inner)
    }

    private mutating func openNext() async throws(SourceFault) -> Bool {
        before = list.position
        guard let item = try await list.next(1).first else {
            current = nil
            return false
        }
        current = try await open(item)
        return true
    }

    /// A page has items of one object only.
    mutating func next(_ limit: Int) async throws(SourceFault) -> [JSONValue] {
        repeat {
            lastPage = position
            guard let items = try await current?.next(limit), !items.isEmpty else { continue }
            return items
        } while try await openNext()
        return []
    }
}
