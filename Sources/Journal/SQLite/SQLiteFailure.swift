import CSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What SQLite and the system said, turned to the journal's code and a message that names the file and the cure.
struct SQLiteFailure {
    let code: Int32
    let systemError: Int32
    let text: String
    let path: String

    init(code: Int32, handle: OpaquePointer, path: String) {
        self.code = code
        self.path = path
        text = String(cString: sqlite3_errmsg(handle))
        // SQLite keeps the system's error until the next one, so it tells nothing of failures that no system call caused.
        let primary = code & 0xFF
        let isOfTheSystem = [SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_READONLY].contains(primary)
        systemError = isOfTheSystem ? sqlite3_system_errno(handle) : 0
    }

    /// Whether a write or a flush failed, so that the file's state is unknown until it is written again.
    static func leavesFileUnknown(_ code: Int32) -> Bool { code & 0xFF == SQLITE_IOERR }

    var journalError: JournalError {
        let (journalCode, cure) = meaning
        let system = systemError == 0 ? "" : " (\(String(cString: strerror(systemError))))"
        return JournalError(journalCode, "\(path): \(text)\(system)\(cure.isEmpty ? "" : ": ")\(cure)")
    }

    private var meaning: (JournalError.Code, cure: String) {
        switch (code & 0xFF, systemError) {
        case (SQLITE_FULL, _), (SQLITE_IOERR, ENOSPC), (SQLITE_IOERR, EDQUOT), (SQLITE_CANTOPEN, ENOSPC):
            (.full, "make space on its volume; what was acknowledged is safe, and the server goes on by itself")
        case (SQLITE_READONLY, _), (SQLITE_PERM, _), (SQLITE_AUTH, _), (_, EACCES), (_, EROFS), (_, EPERM):
            (
                .readOnly,
                "let the server's user write to the directory and the files in it, or choose another one (--data)"
            )
        case (SQLITE_CORRUPT, _), (SQLITE_NOTADB, _):
            (
                .corrupt,
                "stop the server, copy the directory, and restore a backup"
                    + " or save what is readable with: sqlite3 '\(path)' .recover"
            )
        case (SQLITE_CANTOPEN, _):
            (.io, "check that the directory exists and that it and its files can be opened")
        case (SQLITE_BUSY, _), (SQLITE_LOCKED, _):
            (.locked, "another program has the file open for writing: close it")
        case (SQLITE_CONSTRAINT, _):
            code == fermata_constraint_unique
                ? (.duplicate, "") : (.conflict, "a row that this commit adds is there already")
        case (SQLITE_NOMEM, _):
            (.io, "give the server more memory")
        default:
            (.io, "check the disk and the system's log")
        }
    }
}
