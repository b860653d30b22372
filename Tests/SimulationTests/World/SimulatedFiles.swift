import CSQLite
import Synchronization

/// Shows a ``SimulatedDisk`` to SQLite as a file layer of its own.
final class SimulatedFiles {
    let name: String
    private let layer: UnsafeMutablePointer<sqlite3_vfs>
    private let text: UnsafeMutablePointer<CChar>

    private static let count = Atomic<Int>(0)

    /// - Parameter disk: must outlive the journals that use it.
    init(_ disk: SimulatedDisk) {
        name = "simulated-\(Self.count.add(1, ordering: .relaxed).newValue)"
        text = .allocate(capacity: name.utf8.count + 1)
        for (place, byte) in (Array(name.utf8) + [0]).enumerated() { text[place] = CChar(bitPattern: byte) }
        layer = .allocate(capacity: 1)
        layer.initialize(to: sqlite3_vfs_find(nil)?.pointee ?? sqlite3_vfs())
        layer.pointee.zName = UnsafePointer(text)
        layer.pointee.pNext = nil
        layer.pointee.szOsFile = Int32(MemoryLayout<Handle>.size)
        layer.pointee.pAppData = Unmanaged.passUnretained(disk).toOpaque()
        layer.pointee.xOpen = { layer, path, file, flags, outFlags in
            guard let disk = SimulatedFiles.disk(layer), let file, !disk.isDown else { return SQLITE_CANTOPEN }
            let open = OpenFile(disk: disk, file: disk.open(path.map { String(cString: $0) }))
            UnsafeMutableRawPointer(file).assumingMemoryBound(to: Handle.self).pointee = Handle(
                base: sqlite3_file(pMethods: SimulatedFiles.methods), open: Unmanaged.passRetained(open).toOpaque())
            outFlags?.pointee = flags
            return SQLITE_OK
        }
        layer.pointee.xDelete = { layer, path, _ in
            guard let disk = SimulatedFiles.disk(layer), let path else { return SQLITE_IOERR }
            return disk.remove(String(cString: path))
        }
        layer.pointee.xAccess = { layer, path, _, found in
            guard let disk = SimulatedFiles.disk(layer), let path else { return SQLITE_IOERR }
            found?.pointee = disk.exists(String(cString: path)) ? 1 : 0
            return SQLITE_OK
        }
        layer.pointee.xFullPathname = { _, path, size, full in
            guard let path, let full else { return SQLITE_CANTOPEN }
            copyPath(path, to: full, size: size)
            return SQLITE_OK
        }
        layer.pointee.xSleep = { _, _ in 0 }
        sqlite3_vfs_register(layer, 0)
    }

    deinit {
        sqlite3_vfs_unregister(layer)
        layer.deallocate()
        text.deallocate()
    }

    private static func disk(_ layer: UnsafeMutablePointer<sqlite3_vfs>?) -> SimulatedDisk? {
        layer?.pointee.pAppData.map { Unmanaged<SimulatedDisk>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What SQLite allocates for an open file.
    struct Handle {
        var base: sqlite3_file
        var open: UnsafeMutableRawPointer
    }

    /// Set once and never freed.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: OpenFile.methods)
        return UnsafePointer(methods)
    }()
}

/// Copies a path with its end.
private func copyPath(_ path: UnsafePointer<CChar>, to target: UnsafeMutablePointer<CChar>, size: Int32) {
    var place = 0
    while place < Int(size) - 1, path[place] != 0 {
        target[place] = path[place]
        place += 1
    }
    target[place] = 0
}
