import HeapModule
import Journal

/// The timers of a shard that come due soon. Later ones stay in the journal until their time is near.
struct TimerWatch {
    struct Entry: Comparable {
        var row: TimerRow

        static func < (left: Entry, right: Entry) -> Bool { left.row.due < right.row.due }
    }

    private struct Name: Hashable {
        var number: Int64
        var id: Int64
    }

    /// Timers due later than this are in the journal only.
    var horizon: Int64 = 0
    /// What the sleeper waits for.
    var alarm: Int64?
    var sleeper: Task<Void, Never>?
    private var heap = Heap<Entry>()
    /// The due time by which each timer that is watched counts; entries of the heap that say otherwise are void.
    private var due: [Name: Int64] = [:]

    var next: Int64? { heap.min?.row.due }

    mutating func add(_ row: TimerRow) {
        due[Name(number: row.key.number, id: row.id)] = row.due
        heap.insert(Entry(row: row))
    }

    mutating func forget(_ number: Int64, _ id: Int64) { due[Name(number: number, id: id)] = nil }

    /// Takes out what is due at `now`.
    mutating func takeDue(at now: Int64) -> [TimerRow] {
        var rows: [TimerRow] = []
        while let entry = heap.min, entry.row.due <= now {
            heap.removeMin()
            let name = Name(number: entry.row.key.number, id: entry.row.id)
            guard due[name] == entry.row.due else { continue }
            due[name] = nil
            rows.append(entry.row)
        }
        return rows
    }
}
