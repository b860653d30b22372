#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Tells whether a function's code changed, so that its warm processes are replaced.
enum CodeFingerprint {
    /// Files looked at; a folder with more (a whole virtual environment, say) is told by the first ones.
    static let fileLimit = 2_000

    /// A number made of the paths, sizes and times of the code in a folder: Python modules and executables. Other files
    /// may be what the handlers write.
    static func of(_ directory: String) -> UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        var left = fileLimit
        visit(directory, &sum, &left)
        return sum
    }

    private static func visit(_ directory: String, _ sum: inout UInt64, _ left: inout Int) {
        for name in FilePaths.names(in: directory) ?? [] where name != "__pycache__" && !name.hasPrefix(".") {
            guard left > 0 else { return }
            left -= 1
            let path = "\(directory)/\(name)"
            var information = stat()
            guard lstat(path, &information) == 0 else { continue }
            if information.st_mode & S_IFMT == S_IFDIR {
                visit(path, &sum, &left)
            } else if isCode(name, information) {
                mix(path.utf8, &sum)
                for value in [
                    Int64(information.st_size), Int64(information.st_mtim.tv_sec), Int64(information.st_mtim.tv_nsec),
                ] {
                    mix(withUnsafeBytes(of: value) { Array($0) }, &sum)
                }
            }
        }
    }

    private static func isCode(_ name: String, _ information: stat) -> Bool {
        name.hasSuffix(".py") || name.hasSuffix(".so") || information.st_mode & S_IXUSR != 0
    }

    private static func mix(_ bytes: some Sequence<UInt8>, _ sum: inout UInt64) {
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
}
