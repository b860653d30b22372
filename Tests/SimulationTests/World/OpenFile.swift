import CSQLite

/// One connection's hold of a file: its locks, and what SQLite may ask of it.
final class OpenFile {
    let disk: SimulatedDisk
    let file: SimulatedDisk.File
    private var level = SQLITE_LOCK_NONE
    private var sharedMemoryLocks = Set<Int>()

    init(disk: SimulatedDisk, file: SimulatedDisk.File) {
        self.disk = disk
        self.file = file
    }

    private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
        file.map {
            let handle = UnsafeMutableRawPointer($0).assumingMemoryBound(to: SimulatedFiles.Handle.self)
            return Unmanaged<OpenFile>.fromOpaque(handle.pointee.open).takeUnretainedValue()
        }
    }

    // MARK: Content

    private func read(_ target: UnsafeMutableRawPointer, _ count: Int, _ offset: Int) -> Int32 {
        if disk.isDown { return SQLITE_IOERR | 1 << 8 }
        let there = max(0, min(count, file.data.count - offset))
        if there > 0 {
            file.data.withUnsafeBytes { data in
                UnsafeMutableRawBufferPointer(start: target, count: there)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: data[offset..<offset + there]))
            }
        }
        guard there < count else { return SQLITE_OK }
        (target + there).initializeMemory(as: UInt8.self, repeating: 0, count: count - there)
        return SQLITE_IOERR | 2 << 8
    }

    private func write(_ source: UnsafeRawPointer, _ count: Int, _ offset: Int) -> Int32 {
        disk.write(Array(UnsafeRawBufferPointer(start: source, count: count)), at: offset, to: file)
    }

    // MARK: Locks of the file

    private func lock(_ wanted: Int32) -> Int32 {
        let me = ObjectIdentifier(self)
        if level >= wanted { return SQLITE_OK }
        if let other = file.exclusive, other != me { return SQLITE_BUSY }
        if wanted >= SQLITE_LOCK_RESERVED, let other = file.reserved, other != me { return SQLITE_BUSY }
        if wanted == SQLITE_LOCK_EXCLUSIVE, file.shared > (level >= SQLITE_LOCK_SHARED ? 1 : 0) { return SQLITE_BUSY }
        if level < SQLITE_LOCK_SHARED { file.shared += 1 }
        if wanted >= SQLITE_LOCK_RESERVED { file.reserved = me }
        if wanted == SQLITE_LOCK_EXCLUSIVE { file.exclusive = me }
        level = wanted
        return SQLITE_OK
    }

    private func unlock(_ wanted: Int32) {
        let me = ObjectIdentifier(self)
        if level <= wanted { return }
        if file.exclusive == me { file.exclusive = nil }
        if file.reserved == me { file.reserved = nil }
        if wanted == SQLITE_LOCK_NONE, level >= SQLITE_LOCK_SHARED { file.shared -= 1 }
        level = wanted
    }

    // MARK: Memory that the connections share

    private func region(_ place: Int, _ size: Int, _ extends: Bool) -> UnsafeMutableRawPointer? {
        while extends, file.wal.regions.count <= place {
            let region = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            file.wal.regions.append(region)
        }
        return place < file.wal.regions.count ? file.wal.regions[place] : nil
    }

    private func lockMemory(_ slots: Range<Int>, _ flags: Int32) -> Int32 {
        let me = ObjectIdentifier(self)
        if flags & SQLITE_SHM_UNLOCK != 0 {
            for slot in slots {
                if file.wal.exclusive[slot] == me { file.wal.exclusive[slot] = nil }
                if sharedMemoryLocks.remove(slot) != nil { file.wal.shared[slot] -= 1 }
            }
            return SQLITE_OK
        }
        for slot in slots {
            if let other = file.wal.exclusive[slot], other != me { return SQLITE_BUSY }
            let mine = sharedMemoryLocks.contains(slot) ? 1 : 0
            if flags & SQLITE_SHM_EXCLUSIVE != 0, file.wal.shared[slot] > mine { return SQLITE_BUSY }
        }
        for slot in slots {
            if flags & SQLITE_SHM_EXCLUSIVE != 0 {
                file.wal.exclusive[slot] = me
            } else if sharedMemoryLocks.insert(slot).inserted {
                file.wal.shared[slot] += 1
            }
        }
        return SQLITE_OK
    }

    private func unmap() { _ = lockMemory(0..<Int(SQLITE_SHM_NLOCK), SQLITE_SHM_UNLOCK) }

    // MARK: SQLite's table

    static let methods: sqlite3_io_methods = {
        var methods = sqlite3_io_methods()
        methods.iVersion = 2
        addContent(to: &methods)
        addLocks(to: &methods)
        methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        methods.xSectorSize = { _ in Int32(SimulatedDisk.sector) }
        methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        return methods
    }()

    private static func addContent(to methods: inout sqlite3_io_methods) {
        methods.xClose = { file in
            guard let open = OpenFile.of(file) else { return SQLITE_OK }
            open.unlock(SQLITE_LOCK_NONE)
            open.unmap()
            Unmanaged.passUnretained(open).release()
            return SQLITE_OK
        }
        methods.xRead = { file, target, count, offset in
            guard let open = OpenFile.of(file), let target else { return SQLITE_IOERR }
            return open.read(target, Int(count), Int(offset))
        }
        methods.xWrite = { file, source, count, offset in
            guard let open = OpenFile.of(file), let source else { return SQLITE_IOERR }
            return open.write(source, Int(count), Int(offset))
        }
        methods.xTruncate = { file, size in
            OpenFile.of(file).map { $0.disk.truncate($0.file, to: Int(size)) } ?? SQLITE_IOERR
        }
        methods.xSync = { file, _ in OpenFile.of(file).map { $0.disk.flush($0.file) } ?? SQLITE_IOERR }
        methods.xFileSize = { file, size in
            size?.pointee = Int64(OpenFile.of(file)?.file.data.count ?? 0)
            return SQLITE_OK
        }
    }

    private static func addLocks(to methods: inout sqlite3_io_methods) {
        methods.xLock = { file, level in OpenFile.of(file)?.lock(level) ?? SQLITE_IOERR }
        methods.xUnlock = { file, level in
            OpenFile.of(file)?.unlock(level)
            return SQLITE_OK
        }
        methods.xCheckReservedLock = { file, found in
            found?.pointee = OpenFile.of(file)?.file.reserved == nil ? 0 : 1
            return SQLITE_OK
        }
        methods.xShmMap = { file, place, size, extends, region in
            guard let open = OpenFile.of(file) else { return SQLITE_IOERR }
            region?.pointee = open.region(Int(place), Int(size), extends != 0)
            return SQLITE_OK
        }
        methods.xShmLock = { file, offset, count, flags in
            OpenFile.of(file)?.lockMemory(Int(offset)..<Int(offset + count), flags) ?? SQLITE_IOERR
        }
        methods.xShmBarrier = { _ in }
        methods.xShmUnmap = { file, deletes in
            guard let open = OpenFile.of(file) else { return SQLITE_OK }
            open.unmap()
            return SQLITE_OK
        }
    }
}
