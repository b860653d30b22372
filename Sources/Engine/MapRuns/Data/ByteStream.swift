/// An object's bytes from front to back, a stretch at a time; of a compressed object, what it holds.
struct ByteStream: Sendable {
    private let store: any ObjectStore
    let object: ObjectName
    private(set) var tag: String?
    /// Bytes that were read and are not consumed.
    private(set) var bytes: [UInt8] = []
    private(set) var head = 0
    /// Of `bytes[0]` in the object, or in what it holds.
    private var start = 0
    /// Bytes of the object that were read, where it is compressed.
    private var packed = 0
    private var decompression: (any Decompression)?
    private var isOpen = false
    private var isAtEnd = false
    /// Bytes that one item may have (Step Functions, "ItemReader": 8 MB).
    private var longest = 8 << 20

    private static let stretch = 1 << 20

    init(_ object: ObjectName, in store: any ObjectStore, tag: String? = nil) {
        self.object = object
        self.store = store
        self.tag = tag
    }

    /// Place of the next byte.
    var offset: Int { start + head }

    var rest: ArraySlice<UInt8> { bytes[head...] }

    /// Goes to a place; compressed data is unpacked up to there, from its beginning where it lies behind.
    mutating func seek(to offset: Int) async throws(SourceFault) {
        if offset >= start, offset <= start + bytes.count {
            head = offset - start
            return
        }
        if !isOpen { _ = try await more() }
        let isPacked = decompression != nil
        if !isPacked || offset < start {
            bytes = []
            head = 0
            start = isPacked ? 0 : offset
            isAtEnd = false
            if isPacked {
                packed = 0
                decompression = nil
                isOpen = false
            }
        }
        while start + bytes.count < offset {
            head = bytes.count
            guard try await more() else { break }
        }
        head = min(offset - start, bytes.count)
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
        let before = bytes.count
        guard before <= longest else { throw SourceFault("An item of '\(object.key)' is longer than 8 MB.") }
        while bytes.count == before, !isAtEnd {
            // A value longer than what was read is fetched in growing stretches, so that its length costs no more than
            // itself.
            let count = max(Self.stretch, bytes.count)
            let place = decompression == nil ? start + bytes.count : packed
            let part = try await store.read(object, from: place, count: count, tag: tag)
            if tag == nil { tag = part.tag }
            if part.bytes.isEmpty { isAtEnd = true }
            try take(part.bytes)
        }
        return bytes.count > before
    }

    private mutating func take(_ part: [UInt8]) throws(SourceFault) {
        do throws(DamagedData) {
            if !isOpen {
                isOpen = true
                decompression = start == 0 ? try Compression(part[...])?.decompression() : nil
            }
            packed += part.count
            if let content = try decompression?.unpack(part, isLast: isAtEnd) {
                bytes += content
            } else {
                bytes += part
            }
        } catch {
            throw SourceFault("'\(object.key)' can't be read: \(error.cause).")
        }
    }

    /// All that is left.
    mutating func all() async throws(SourceFault) -> [UInt8] {
        longest = .max
        while try await more() {}
        return Array(rest)
    }
}
