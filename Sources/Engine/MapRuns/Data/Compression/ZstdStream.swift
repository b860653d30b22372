import Foundation
import Journal

/// Unpacks Zstandard (RFC 8878) with the system's libzstd, which is looked for when the first such object is read: so it is
/// no dependency of those who have none.
struct ZstdStream: Decompression {
    private let context: ZstdContext

    init() throws(DamagedData) { context = try ZstdContext() }

    mutating func unpack(_ bytes: [UInt8], isLast: Bool) throws(DamagedData) -> [UInt8] {
        try context.unpack(bytes, isLast: isLast)
    }
}

/// A decompression that is under way in libzstd.
private final class ZstdContext: Sendable {
    private struct State: ~Copyable {
        let library: ZstdLibrary
        /// Of libzstd; freed with this.
        let stream: UnsafeMutableRawPointer
        /// 0 between frames.
        var wanted = 0

        deinit { _ = library.free(stream) }
    }

    private let state: Guarded<State>

    init() throws(DamagedData) {
        guard let library = ZstdLibrary() else {
            throw DamagedData(
                cause: "it is compressed with zstd, and this machine has no libzstd: install libzstd1, or use gzip")
        }
        guard let stream = library.create() else { throw DamagedData(cause: "libzstd has no memory") }
        state = Guarded(State(library: library, stream: stream))
    }

    func unpack(_ bytes: [UInt8], isLast: Bool) throws(DamagedData) -> [UInt8] {
        let result = state.withLock { state -> Result<[UInt8], DamagedData> in
            bytes.withUnsafeBytes { source in Self.unpack(source, isLast: isLast, &state) }
        }
        return try result.get()
    }

    private static func unpack(
        _ source: UnsafeRawBufferPointer, isLast: Bool, _ state: inout State
    ) -> Result<[UInt8], DamagedData> {
        guard !source.isEmpty else { return isLast && state.wanted != 0 ? .failure(.ends) : .success([]) }
        var output: [UInt8] = []
        var input = ZstdBuffer(
            start: source.baseAddress.map(UnsafeMutableRawPointer.init(mutating:)), size: source.count)
        let room = 1 << 17
        while true {
            var failed = false
            var filled = 0
            output += [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                var target = ZstdBuffer(start: UnsafeMutableRawPointer(buffer.baseAddress), size: room)
                let wanted = state.library.decompress(state.stream, &target, &input)
                failed = state.library.isError(wanted) != 0
                if !failed { state.wanted = wanted }
                filled = target.position
                count = failed ? 0 : target.position
            }
            if failed { return .failure(.isInvalid) }
            if input.position == input.size, filled < room || state.wanted == 0 {
                return isLast && state.wanted != 0 ? .failure(.ends) : .success(output)
            }
        }
    }
}

/// `ZSTD_inBuffer` and `ZSTD_outBuffer`.
private struct ZstdBuffer {
    var start: UnsafeMutableRawPointer?
    var size: Int
    var position = 0
}

/// The functions of libzstd.
private struct ZstdLibrary: Sendable {
    typealias Decompress =
        @Sendable @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int

    let create: @Sendable @convention(c) () -> UnsafeMutableRawPointer?
    let free: @Sendable @convention(c) (UnsafeMutableRawPointer) -> Int
    let isError: @Sendable @convention(c) (Int) -> UInt32
    private let step: Decompress

    private static let names = ["libzstd.so.1", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib"]

    init?() {
        let handle = Self.names.lazy.compactMap { dlopen($0, RTLD_NOW) }.first
        guard let handle, let create = dlsym(handle, "ZSTD_createDStream"),
            let free = dlsym(handle, "ZSTD_freeDStream"), let isError = dlsym(handle, "ZSTD_isError"),
            let step = dlsym(handle, "ZSTD_decompressStream")
        else { return nil }
        // The types are those of zstd.h, stable since version 1.0.
        self.create = unsafeBitCast(create, to: (@Sendable @convention(c) () -> UnsafeMutableRawPointer?).self)
        self.free = unsafeBitCast(free, to: (@Sendable @convention(c) (UnsafeMutableRawPointer) -> Int).self)
        self.isError = unsafeBitCast(isError, to: (@Sendable @convention(c) (Int) -> UInt32).self)
        self.step = unsafeBitCast(step, to: Decompress.self)
    }

    func decompress(
        _ stream: UnsafeMutableRawPointer, _ output: inout ZstdBuffer, _ input: inout ZstdBuffer
    ) -> Int {
        withUnsafeMutablePointer(to: &output) { output in
            withUnsafeMutablePointer(to: &input) { input in step(stream, output, input) }
        }
    }
}
