#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Holds a data directory for this process, by `flock` on a file in it: the system lets go of it whatever way the process
/// ends, so a lock is never stale. The file holds the owner's process id for the message that a second server gets.
struct DirectoryLock: ~Copyable {
    private let descriptor: Int32

    init(directory: String) throws(JournalError) {
        let path = directory + "/fermata.lock"
        // Not inherited by the functions' processes, which may outlive the server.
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw Self.failure("\(path) can't be opened", errno) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let owner = Self.content(opened)
            _ = closeDescriptor(opened)
            guard reason == EWOULDBLOCK else { throw Self.failure("\(path) can't be locked", reason) }
            throw JournalError(
                .locked,
                "\(directory) is in use by another server\(owner.isEmpty ? "" : " (process \(owner))"):"
                    + " stop it, or choose another data directory (--data)")
        }
        descriptor = opened
        let owner = "\(getpid())"
        if ftruncate(opened, 0) == 0 { _ = pwrite(opened, owner, owner.utf8.count, 0) }
    }

    deinit {
        // A process that is being forked just now has the descriptor too, until it runs its program: closing alone would
        // leave the lock with it.
        _ = flock(descriptor, LOCK_UN)
        _ = closeDescriptor(descriptor)
    }

    /// Makes a directory and those above it.
    static func makeDirectory(_ path: String) throws(JournalError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw failure("\(path) can't be created", errno)
        }
        try makeDirectory(String(path[..<slash]))
        if mkdir(path, 0o755) != 0 && errno != EEXIST { throw failure("\(path) can't be created", errno) }
    }

    static func failure(_ what: String, _ reason: Int32) -> JournalError {
        let text = "\(what): \(String(cString: strerror(reason)))"
        return switch reason {
        case EACCES, EROFS, EPERM:
            JournalError(.readOnly, "\(text): let the server's user write there, or choose another one (--data)")
        case ENOSPC, EDQUOT: JournalError(.full, "\(text): make space on its volume")
        default: JournalError(.io, "\(text): check the path of the data directory (--data)")
        }
    }

    private static func content(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

/// `close` of the system, which a method of the same name would hide.
private func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
