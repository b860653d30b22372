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
///     file = mark(8)
///            then slots, one for each that is decided now: shard(8) number(8); number 0 where it is free
///            then suspects: shard(8) number(8) deaths(8)
final class PoisonList: Sendable {
    static let deathLimit = 3
    /// More are decided at a time than there are threads only where a decision waits: it never does.
    private static let slots = 64
    private static let suspectLimit = 64
    private static let firstSuspect = 1 + 2 * slots
    private static let words = firstSuspect + 3 * suspectLimit
    /// Of this layout; a file with another is as good as none.
    private static let mark: Int64 = 0x4465_6369_6465_0002

    /// Shared with the file. A slot is written by whoever took it; the suspects under their lock.
    private struct Memory: @unchecked Sendable {
        let words: UnsafeMutablePointer<Int64>
    }

    let path: String
    private let memory: Memory
    private let suspects: Guarded<[ExecutionKey: Int64]>
    private let freeSlots = Guarded(Array(0..<PoisonList.slots))

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
        for word in 1..<Self.firstSuspect { memory.words[word] = 0 }
        write(found)
        memory.words[0] = Self.mark
    }

    deinit { munmap(memory.words, Self.words * 8) }

    /// Executions that were being decided at three deaths or more.
    var poisoned: [ExecutionKey] {
        suspects.withLock { $0.filter { $0.value >= Self.deathLimit }.map(\.key).sorted() }
    }

    /// - Returns: its slot, for ``end(_:_:)``; nil where all are taken.
    @discardableResult
    func begin(_ key: ExecutionKey) -> Int? {
        guard let slot = freeSlots.withLock({ $0.popLast() }) else { return nil }
        memory.words[1 + 2 * slot] = Int64(key.shard)
        memory.words[2 + 2 * slot] = key.number
        return slot
    }

    /// It was decided: no suspect any more.
    func end(_ key: ExecutionKey, _ slot: Int?) {
        guard let slot else { return }
        memory.words[2 + 2 * slot] = 0
        freeSlots.withLock { $0.append(slot) }
        suspects.withLock { suspects in
            guard !suspects.isEmpty, suspects.removeValue(forKey: key) != nil else { return }
            write(suspects)
        }
    }

    private static func read(_ words: UnsafeMutablePointer<Int64>) -> [ExecutionKey: Int64] {
        var found: [ExecutionKey: Int64] = [:]
        guard words[0] == mark else { return found }
        for place in 0..<suspectLimit {
            let entry = words + firstSuspect + 3 * place
            guard entry[2] > 0, let shard = UInt16(exactly: entry[0]) else { continue }
            found[ExecutionKey(shard: shard, number: entry[1])] = entry[2]
        }
        for slot in 0..<slots {
            let entry = words + 1 + 2 * slot
            guard entry[1] != 0, let shard = UInt16(exactly: entry[0]) else { continue }
            found[ExecutionKey(shard: shard, number: entry[1]), default: 0] += 1
        }
        return found
    }

    private func write(_ suspects: [ExecutionKey: Int64]) {
        // Where there are too many, the worst are kept.
        let kept = suspects.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.suspectLimit)
        for place in 0..<Self.suspectLimit {
            let entry = memory.words + Self.firstSuspect + 3 * place
            let suspect = place < kept.count ? kept[place] : nil
            entry[0] = Int64(suspect?.key.shard ?? 0)
            entry[1] = suspect?.key.number ?? 0
            entry[2] = suspect?.value ?? 0
        }
    }
}

/// `close` of the system, which a method of the same name would hide.
private func closeFile(_ descriptor: Int32) -> Int32 { close(descriptor) }
