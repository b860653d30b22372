/// JSON text while it is written: bytes that grow at their end.
///
/// What is written goes into memory that this value alone owns, without the check of ownership that an array makes for
/// each byte; ``bytes()`` or ``string()`` copies it out once.
///
/// Invariant: `base` has room for `capacity` bytes, the first `count` of them are written, and `count <= capacity`.
/// Each write makes room first (``reserve(_:)``) for all that it may store.
public struct JSONText: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    public internal(set) var count = 0

    /// Text that is likely to have about `capacity` bytes.
    public init(reserving capacity: Int = 256) {
        (base, self.capacity) = SpareBlock.take(capacity)
    }

    deinit { SpareBlock.give(base, capacity) }

    /// All that was written.
    public func bytes() -> [UInt8] {
        Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.baseAddress?.initialize(from: base, count: count)
            initialized = count
        }
    }

    /// All that was written, as a string.
    public func string() -> String { String(decoding: written, as: UTF8.self) }

    /// Appends all that was written to an array.
    func append(to bytes: inout [UInt8]) { bytes.append(contentsOf: written) }

    private var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Makes room for that many bytes after ``count``.
    @inline(__always)
    mutating func reserve(_ room: Int) {
        if capacity &- count < room { grow(by: room) }
    }

    @inline(never)
    private mutating func grow(by room: Int) {
        let larger = max(capacity * 2, count + room)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.moveInitialize(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }
}

extension JSONText {
    /// Appends a byte as it is.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    /// Appends an ASCII character as it is.
    @inline(__always)
    public mutating func append(ascii character: Unicode.Scalar) { append(UInt8(truncatingIfNeeded: character.value)) }

    /// Appends text as it is: a number's, a name's with its quotes, or JSON that was written before.
    public mutating func append(literal text: StaticString) { text.withUTF8Buffer { append($0) } }

    /// Appends text as it is.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    @inline(__always)
    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard let source = text.baseAddress else { return }
        reserve(text.count)
        (base + count).initialize(from: source, count: text.count)
        count &+= text.count
    }
}
