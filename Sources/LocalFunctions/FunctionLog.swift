#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A function's log file, bounded: past its limit it becomes `NAME.log.1`, in the place of the one before.
actor FunctionLog {
    static let byteLimit = 10 * 1024 * 1024

    nonisolated let path: String
    private var descriptor: Int32 = -1
    private var size = 0

    init(path: String) { self.path = path }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: [UInt8]) {
        if descriptor < 0 { openFile() }
        if size > 0, size + bytes.count > Self.byteLimit { rotate() }
        guard descriptor >= 0 else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return
            }
            size += written
            rest = rest.dropFirst(written)
        }
    }

    private func openFile() {
        FilePaths.makeDirectories(FilePaths.split(path).directory)
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        var information = stat()
        size = descriptor >= 0 && fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
    }

    private func rotate() {
        if descriptor >= 0 { close(descriptor) }
        rename(path, path + ".1")
        openFile()
    }
}

/// The system's `write`, whose name the actor's own method hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
