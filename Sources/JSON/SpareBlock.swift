import Synchronization

/// The memory of the last text that was written, kept for the next: fresh memory costs a page fault for each 4 KiB, as
/// much again as writing into it.
///
/// One block a process, which belongs to whoever took it: taking leaves nothing, giving back frees what another left.
/// The block's first eight bytes hold its size while it lies here.
enum SpareBlock {
    /// Larger blocks are freed at once.
    private static let largest = 2 << 20
    private static let smallest = 256
    /// The address of the spare block; 0 where there is none.
    private static let spare = Atomic<UInt>(0)

    /// A block and its size in bytes; of `size` bytes where there is no spare one.
    static func take(_ size: Int) -> (UnsafeMutablePointer<UInt8>, Int) {
        let address = spare.exchange(0, ordering: .acquiring)
        if let block = UnsafeMutablePointer<UInt8>(bitPattern: address) {
            return (block, UnsafeRawPointer(block).loadUnaligned(as: Int.self))
        }
        let size = max(size, smallest)
        return (.allocate(capacity: size), size)
    }

    static func give(_ block: UnsafeMutablePointer<UInt8>, _ size: Int) {
        guard size <= largest else { return block.deallocate() }
        UnsafeMutableRawPointer(block).storeBytes(of: size, as: Int.self)
        let address = spare.exchange(UInt(bitPattern: block), ordering: .acquiringAndReleasing)
        UnsafeMutablePointer<UInt8>(bitPattern: address)?.deallocate()
    }
}
