/// An object's bytes from front to back, a stretch at a time.
struct ByteStream: Sendable {
    private let store: any ObjectStore
    let object: ObjectName
    private(set) var tag: String?
    /// Bytes that were read and are not consumed.
    private(set) var bytes: [UInt8] = []
    private(set) var head = 0
    /// Of `bytes[0]` in the object.
    private var start = 0
    private var isAtEnd = false

    private static let stretch = 1 << 20

    init(_ object: ObjectName, in store: any ObjectStore, tag: String? = nil) {
        self.object = object
        self.store = store
        self.tag = tag
    }

    /// Place in the object of the next byte.
    var offset: Int { start + head }

    var rest: ArraySlice<UInt8> { bytes[head...] }

    mutating func seek(to offset: Int) {
        bytes = []
        head = 0
        start = offset
        isAtEnd = false
    }

    mutating func advance(_ count: Int) { head += count }

    /// Reads on; false at the object's end.
    mutating func more() async throws(SourceFault) -> Bool {
        if isAtEnd { return false }
        if head > 0 {
            bytes.removeFirst(head)
            start += head
            head = 0
        }
        // A value longer than what was read is fetched in growing stretches, so that its length costs no more than itself.
        let count = max(Self.stretch, bytes.count)
        let part = try await store.read(object, from: start + bytes.count, count: count, tag: tag)
        if tag == nil { tag = part.tag }
        bytes += part.bytes
        if part.bytes.isEmpty { isAtEnd = true }
        return !part.bytes.isEmpty
    }

    /// All that is left.
    mutating func all() async throws(SourceFault) -> [UInt8] {
        while try await more() {}
        return Array(rest)
    }
}
