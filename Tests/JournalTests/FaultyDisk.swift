import CSQLite
import Journal

/// SQLite's own file layer with faults that a test switches on: registered under a name that
/// `SQLiteJournal.Options.vfs` takes. Only the write-ahead log is faulty. One test uses it at a time.
enum FaultyDisk {
    static let name = "faulty"

    struct Faults {
        /// Flushes that fail from now on.
        var failingSyncs = 0
        /// Writes that fail from now on, with a result code of SQLite's.
        var failingWrites = 0
        var writeFailure = SQLITE_IOERR
        /// Flushes that were asked for.
        var syncs = 0
    }

    static let faults = Guarded(Faults())

    static func set(_ change: (inout Faults) -> Void) { faults.withLock { change(&$0) } }

    /// Registers the layer once.
    static let isRegistered: Bool = {
        guard let system = sqlite3_vfs_find(nil) else { return false }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: system.pointee)
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
        for (index, byte) in (Array(name.utf8) + [0]).enumerated() { text[index] = CChar(bitPattern: byte) }
        layer.pointee.zName = UnsafePointer(text)
        layer.pointee.pNext = nil
        layer.pointee.xOpen = { layer, path, file, flags, outFlags in
            guard let code = sqlite3_vfs_find(nil)?.pointee.xOpen?(layer, path, file, flags, outFlags) else {
                return SQLITE_CANTOPEN
            }
            if code == SQLITE_OK, flags & SQLITE_OPEN_WAL != 0, let methods = file?.pointee.pMethods {
                file?.pointee.pMethods = FaultyDisk.methods(over: methods)
            }
            return code
        }
        return sqlite3_vfs_register(layer, 0) == SQLITE_OK
    }()

    /// Set once, before any faulty file is opened, and never freed.
    nonisolated(unsafe) private static var system: UnsafePointer<sqlite3_io_methods>?
    nonisolated(unsafe) private static var faulty: UnsafePointer<sqlite3_io_methods>?

    private static func methods(over methods: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods> {
        if let faulty { return faulty }
        let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        copy.initialize(to: methods.pointee)
        copy.pointee.xSync = { file, flags in
            let fails = FaultyDisk.faults.withLock { faults in
                faults.syncs += 1
                faults.failingSyncs -= 1
                return faults.failingSyncs >= 0
            }
            return fails ? SQLITE_IOERR | 4 << 8 : FaultyDisk.system?.pointee.xSync?(file, flags) ?? SQLITE_IOERR
        }
        copy.pointee.xWrite = { file, bytes, count, offset in
            let failure = FaultyDisk.faults.withLock { faults in
                faults.failingWrites -= 1
                return faults.failingWrites >= 0 ? faults.writeFailure : nil
            }
            // A write that fails may have been half done.
            let part = failure == nil ? count : count / 2
            let code = FaultyDisk.system?.pointee.xWrite?(file, bytes, part, offset) ?? SQLITE_IOERR
            return failure ?? code
        }
        system = methods
        faulty = UnsafePointer(copy)
        return UnsafePointer(copy)
    }
}
