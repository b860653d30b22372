import CSQLite

/// Files of which each write is in doubt until it is flushed. Only touched on the simulation's thread.
///
/// A crash keeps what was flushed; of each write since then it keeps all, nothing, or some of its sectors, in any
/// combination, as a disk with a cache may.
final class SimulatedDisk {
    static let sector = 512

    enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(size: Int)
    }

    /// One file: what processes see, what is safe, and the changes between the two.
    final class File {
        var data: [UInt8] = []
        var safe: [UInt8] = []
        var unflushed: [Change] = []
        /// Connections with a lock of each level on the file.
        var shared = 0
        var reserved: ObjectIdentifier?
        var exclusive: ObjectIdentifier?
        var wal = SharedMemory()
    }

    /// What the connections of a database share in memory; it doesn't outlive the process.
    struct SharedMemory {
        var regions: [UnsafeMutableRawPointer] = []
        var shared = [Int](repeating: 0, count: Int(SQLITE_SHM_NLOCK))
        var exclusive = [ObjectIdentifier?](repeating: nil, count: Int(SQLITE_SHM_NLOCK))
    }

    struct Faults {
        /// Of a write and of a flush, to fail: at random, by these probabilities.
        var failingWrite = 0.0
        var failingFlush = 0.0
        /// A crash in the middle: at this operation from now.
        var crashAfterOperations: Int?
    }

    private(set) var files: [String: File] = [:]
    var faults = Faults()
    /// Whether the machine is down: nothing can be read or written any more.
    private(set) var isDown = false
    private(set) var flushes = 0
    private(set) var failures = 0
    private var chance: Chance

    init(seed: UInt64) { chance = Chance(seed: seed) }

    /// What the machine finds when it starts again.
    init(after crashed: SimulatedDisk) {
        chance = crashed.chance
        for (path, file) in crashed.files.sorted(by: { $0.key < $1.key }) {
            let found = File()
            found.safe = survivors(of: file)
            found.data = found.safe
            files[path] = found
        }
    }

    deinit {
        for file in files.values { for region in file.wal.regions { region.deallocate() } }
    }

    func goDown() { isDown = true }

    private func survivors(of file: File) -> [UInt8] {
        var bytes = file.safe
        let kept = chance.pick([0.0, 0.5, 0.9, 1.0])
        for change in file.unflushed {
            switch change {
            case .write(let offset, let written):
                var start = 0
                while start < written.count {
                    // Up to the sector's end.
                    let end = min(written.count, start + Self.sector - (offset + start) % Self.sector)
                    if chance.happens(kept) { Self.put(written[start..<end], at: offset + start, in: &bytes) }
                    start = end
                }
            case .truncate(let size):
                if chance.happens(kept) { Self.resize(&bytes, size) }
            }
        }
        return bytes
    }

    private static func put(_ written: ArraySlice<UInt8>, at offset: Int, in bytes: inout [UInt8]) {
        if bytes.count < offset + written.count {
            bytes += [UInt8](repeating: 0, count: offset + written.count - bytes.count)
        }
        bytes.replaceSubrange(offset..<offset + written.count, with: written)
    }

    private static func resize(_ bytes: inout [UInt8], _ size: Int) {
        if size < bytes.count {
            bytes.removeLast(bytes.count - size)
        } else {
            bytes += [UInt8](repeating: 0, count: size - bytes.count)
        }
    }

    // MARK: What the file layer asks for; each gives a result code of SQLite's

    func open(_ path: String?) -> File {
        guard let path else { return File() }
        if let file = files[path] { return file }
        let file = File()
        files[path] = file
        return file
    }

    func exists(_ path: String) -> Bool { files[path] != nil }

    func remove(_ path: String) -> Int32 {
        if isDown { return SQLITE_IOERR }
        guard let file = files.removeValue(forKey: path) else { return SQLITE_IOERR | 23 << 8 }
        for region in file.wal.regions { region.deallocate() }
        file.wal.regions = []
        return SQLITE_OK
    }

    func write(_ bytes: [UInt8], at offset: Int, to file: File) -> Int32 {
        if countsDown() { return SQLITE_IOERR | 3 << 8 }
        var kept = bytes
        var code = SQLITE_OK
        if faults.failingWrite > 0, chance.happens(faults.failingWrite) {
            // A write that fails may have been half done.
            kept = Array(bytes.prefix(chance.below(bytes.count + 1)))
            code = chance.pick([SQLITE_FULL, SQLITE_IOERR | 3 << 8])
            failures += 1
        }
        Self.put(kept[...], at: offset, in: &file.data)
        file.unflushed.append(.write(offset: offset, bytes: kept))
        return code
    }

    func truncate(_ file: File, to size: Int) -> Int32 {
        if countsDown() { return SQLITE_IOERR | 6 << 8 }
        Self.resize(&file.data, size)
        file.unflushed.append(.truncate(size: size))
        return SQLITE_OK
    }

    func flush(_ file: File) -> Int32 {
        if countsDown() { return SQLITE_IOERR | 4 << 8 }
        if faults.failingFlush > 0, chance.happens(faults.failingFlush) {
            failures += 1
            return SQLITE_IOERR | 4 << 8
        }
        flushes += 1
        for change in file.unflushed {
            switch change {
            case .write(let offset, let written): Self.put(written[...], at: offset, in: &file.safe)
            case .truncate(let size): Self.resize(&file.safe, size)
            }
        }
        file.unflushed = []
        return SQLITE_OK
    }

    /// Whether the machine is down, perhaps since just now.
    private func countsDown() -> Bool {
        if let rest = faults.crashAfterOperations {
            faults.crashAfterOperations = rest - 1
            if rest <= 0 { isDown = true }
        }
        return isDown
    }
}
