import Journal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Names the executions that are being decided in a place that survives a crash of the process: a file in memory.
///
/// An expression that brings the server down would bring it down at each start again. So whatever was being decided as the
/// process died is a suspect, and after three such deaths the execution is left alone.
///
///     file = slot(8) for each shard: the number of the execution being decided, or 0
///            then suspects: shard(8) number(8) deaths(8)
final class PoisonList: Sendable {
    static let deathLimit = 3
    private static let shards = 16
    private static let suspectLimit = 64
    private static let words = shards + 3 * suspectLimit

    /// Shared with the file. A slot is written by its shard alone; the suspects under the mutex.
    private struct Memory: @unchecked Sendable {
        let words: UnsafeMutablePointer<Int64>
    }

    let path: String
    private let memory: Memory
    private let suspects: Guarded<[ExecutionKey: Int64]>

    /// Nil where the file can't be used: the list is a help, not a condition.
    init?(directory: String) {
        path = directory + "/deciding"
        let size = Self.words * 8
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { return nil }
        defer { _ = closeFile(file) }
        guard ftruncate(file, off_t(size)) == 0,
            let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), mapped != MAP_FAILED
        else { return nil }
        memory = Memory(words: mapped.bindMemory(to: Int64.self, capacity: Self.words))
        suspects = Guarded([:])
        let found = Self.read(memory.words)
        suspects.withLock { $0 = found }
        for shard in 0..<Self.shards { memory.words[shard] = 0 }
        write(found)
    }

    deinit { munmap(memory.words, Self.words * 8) }

    /// Executions that were being decided at three deaths or more.
    var poisoned: [ExecutionKey] {
        suspects.withLock { $0.filter { $0.value >= Self.deathLimit }.map(\.key).sorted() }
    }

    func begin(_ key: ExecutionKey) {
        guard Int(key.shard) < Self.shards else { return }
        memory.words[Int(key.shard)] = key.number
    }

    /// It was decided: no suspect any more.
    func end(_ key: ExecutionKey) {
        guard Int(key.shard) < Self.shards else { return }
        memory.words[Int(key.shard)] = 0
        suspects.withLock { suspects in
            guard !suspects.isEmpty, suspects.removeValue(forKey: key) != nil else { return }
            write(suspects)
        }
    }

    private static func read(_ words: UnsafeMutablePointer<Int64>) -> [ExecutionKey: Int64] {
        var found: [ExecutionKey: Int64] = [:]
        for place in 0..<suspectLimit {
            let entry = words + shards + 3 * place
            guard entry[2] > 0, let shard = UInt16(exactly: entry[0]) else { continue }
            found[ExecutionKey(shard: shard, number: entry[1])] = entry[2]
        }
        for shard in 0..<shards where words[shard] != 0 {
            found[ExecutionKey(shard: UInt16(shard), number: words[shard]), default: 0] += 1
        }
        return found
    }

    private func write(_ suspects: [ExecutionKey: Int64]) {
        // Where there are too many, the worst are kept.
        let kept = suspects.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.suspectLimit)
        for place in 0..<Self.suspectLimit {
            let entry = memory.words + Self.shards + 3 * place
            let suspect = place < kept.count ? kept[place] : nil
            entry[0] = Int64(suspect?.key.shard ?? 0)
            entry[1] = suspect?.key.number ?? 0
            entry[2] = suspect?.value ?? 0
        }
    }
}

/// `close` of the system, which a method of the same name would hide.
private func closeFile(_ descriptor: Int32) -> Int32 { close(descriptor) }
