/// A stack whose top can be moved out as an array of exactly that size, without retaining what it holds.
struct MoveStack<Element> {
    private var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity = 64

    init() { base = .allocate(capacity: capacity) }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }

    /// Moves out all that was pushed after `mark`.
    @inline(__always)
    mutating func take(from mark: Int) -> [Element] {
        let size = count &- mark
        let source = base + mark
        count = mark
        return Array(unsafeUninitializedCapacity: size) { buffer, initialized in
            buffer.baseAddress?.moveInitialize(from: source, count: size)
            initialized = size
        }
    }

    func destroy() {
        base.deinitialize(count: count)
        base.deallocate()
    }
}
