/// The variables of one scope while it is evaluated: a block, a call of a lambda, one tuple of a stream.
///
/// The compiler has given each variable its slot, so that nothing is looked up by name. The slots follow the header in memory.
final class Frame: ManagedBuffer<Frame.Header, Value> {
    struct Header {
        let parent: Frame?
        var tuple: Binding?
        let count: Int
    }

    /// A frame with unassigned slots.
    @inline(__always)
    static func make(slots count: Int, parent: Frame?, tuple: Binding? = nil) -> Frame {
        let buffer = Frame.create(minimumCapacity: count) { _ in Header(parent: parent, tuple: tuple, count: count) }
        // `create` returns an instance of the class it is called on, under the name of its superclass.
        let frame = unsafeDowncast(buffer, to: Frame.self)
        if count > 0 { frame.withUnsafeMutablePointerToElements { $0.initialize(repeating: .unbound, count: count) } }
        return frame
    }

    deinit {
        _ = withUnsafeMutablePointers { header, elements in elements.deinitialize(count: header.pointee.count) }
    }

    /// A slot that the frame doesn't have is one that was never assigned: no mistake of the compiler may reach beyond the frame.
    subscript(slot: Int) -> Value {
        @inline(__always) get {
            withUnsafeMutablePointers { slot < $0.pointee.count ? $1[slot] : .unbound }
        }
        @inline(__always) set {
            withUnsafeMutablePointers { if slot < $0.pointee.count { $1[slot] = newValue } }
        }
    }

    @inline(__always)
    func ancestor(_ distance: Int) -> Frame {
        var frame = self
        for _ in 0..<distance {
            guard let parent = frame.header.parent else { return frame }
            frame = parent
        }
        return frame
    }
}
