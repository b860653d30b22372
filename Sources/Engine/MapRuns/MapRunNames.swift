import Interpreter
import Journal

/// Names of map runs and of their children: UUIDs (version 7) that say where to find what they name, so that no table of
/// names is needed and an index by name grows at its end.
///
///     map run: time(48) 7 shard(12) 2 bits 0(3) parent's number(36) record(23)
///     child:   time(48) 7 shard(8) index(4) 2 bits map run's number(36) index(26)
enum MapRunName {
    /// The name of the map run that a record of an execution starts.
    static func run(of parent: ExecutionKey, task: Int64, time: Int64) -> String {
        text(time, UInt64(parent.shard), UInt64(bitPattern: parent.number) << 23 | UInt64(bitPattern: task))
    }

    static func parent(ofRun name: String) -> (key: ExecutionKey, task: Int64)? {
        guard let (head, tail) = parts(name) else { return nil }
        return (ExecutionKey(shard: UInt16(head), number: Int64(tail >> 23)), Int64(tail & (1 << 23 - 1)))
    }

    static func child(of run: ExecutionKey, index: Int, time: Int64) -> String {
        let index = UInt64(index)
        let head = UInt64(run.shard) << 4 | index >> 26
        return text(time, head, UInt64(bitPattern: run.number) << 26 | index & (1 << 26 - 1))
    }

    static func place(ofChild name: String) -> (run: ExecutionKey, index: Int)? {
        guard let (head, tail) = parts(name) else { return nil }
        let key = ExecutionKey(shard: UInt16(head >> 4), number: Int64(tail >> 26))
        return (key, Int((head & 0xF) << 26 | tail & (1 << 26 - 1)))
    }

    private static func text(_ time: Int64, _ head: UInt64, _ tail: UInt64) -> String {
        let high = UInt64(bitPattern: time) << 16 | 0x7000 | head & 0xFFF
        let low = 0x8000_0000_0000_0000 | tail & (1 << 62 - 1)
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for (half, word) in [high, low].enumerated() {
            for digit in 0..<16 {
                if half == 0 ? digit == 8 || digit == 12 : digit == 0 || digit == 4 { digits.append(UInt8(ascii: "-")) }
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - digit * 4)) & 0xF
                digits.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func parts(_ text: String) -> (head: UInt64, tail: UInt64)? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard text.utf8.count == 36, digits.count == 32,
            let high = UInt64(String(decoding: digits[..<16], as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits[16...], as: UTF8.self), radix: 16), high & 0xF000 == 0x7000
        else { return nil }
        return (high & 0xFFF, low & (1 << 62 - 1))
    }
}

/// Owners in the journal of what belongs to map runs: below zero, where no state machine is.
enum MapRunOwner {
    /// The children of a map run.
    static func children(of run: ExecutionKey) -> Int64 { -1 - packed(run) }
    /// The map runs of an execution.
    static func runs(of parent: ExecutionKey) -> Int64 { -(1 << 60) - packed(parent) }
    /// Where the results of a map run's Express children are.
    static func results(of run: ExecutionKey) -> Int64 { -(1 << 61) - packed(run) }

    private static func packed(_ key: ExecutionKey) -> Int64 { Int64(key.shard) << 40 | key.number }
}

/// The label that is in the ARNs of a Map that has none of its own: made of what can't change while it runs.
enum MapLabel {
    static func text(_ label: String?, revision: Int64, state: Int) -> String {
        if let label { return label }
        var random = MixedBits(seed: UInt64(bitPattern: revision) << 20 ^ UInt64(state))
        return UUIDText.make(high: random.next(), low: random.next())
    }

    private struct MixedBits {
        var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
