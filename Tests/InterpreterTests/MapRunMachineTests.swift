import JSON
import Testing

@testable import Interpreter

/// The state machine of a map run, and the ranges that it counts by.
struct MapRunMachineTests {
    @Test func rangesAgreeWithASet() {
        var ranges = IndexRanges()
        var set = Set<Int>()
        var random = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            let index = Int(random.next() % 200)
            if random.next() % 3 == 0 {
                ranges.remove(index)
                set.remove(index)
            } else {
                ranges.insert(index)
                set.insert(index)
            }
            #expect(ranges.count == set.count)
            #expect(ranges.contains(index) == set.contains(index))
        }
        #expect(ranges.first(1_000) == set.sorted())
        #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }

    static let records: [MapRunRecord] = [
        .opened(count: nil, tag: "v1"),
        .claimed(MapRunClaim(first: 0, children: 3, itemCounts: [2, 2, 1], firstItem: 0, from: [0, 0], to: [5, 0])),
        .ended([ChildOutcome(index: 0, status: .succeeded), ChildOutcome(index: 2, status: .failed)]),
        .limited(concurrency: 4, toleratedFailureCount: nil, toleratedFailurePercentage: 12.5),
        .exhausted, .ended([ChildOutcome(index: 1, status: .timedOut)]),
        .finished(MapRunEnd(status: .failed, error: "E", cause: "c", time: 9)), .redriven(time: 10, results: 77),
        .restarted([1, 2]), .ended([ChildOutcome(index: 1, status: .succeeded)]),
    ]

    @Test(arguments: records) func recordsAreReadBack(_ record: MapRunRecord) throws {
        #expect(MapRunRecord(try JSONValue.parse(record.json.serializedBytes())) == record)
    }

    @Test func counts() {
        var machine = MapRunMachine(settings: MapRunSettings(concurrency: 0))
        for record in Self.records.prefix(6) { machine.apply(record) }
        #expect(machine.items.succeeded == 2 && machine.items.failed == 1 && machine.items.timedOut == 2)
        #expect(machine.items.total == 5 && machine.executions.total == 3 && machine.isComplete)
        for record in Self.records[6...7] { machine.apply(record) }
        #expect(machine.items.pendingRedrive == 3 && machine.items.failed == 0 && !machine.isComplete)
        for record in Self.records[8...] { machine.apply(record) }
        #expect(machine.items.succeeded == 4 && machine.items.running == 1 && machine.underWay == [2])
        machine.apply(.ended([ChildOutcome(index: 2, status: .succeeded)]))
        #expect(machine.isComplete && machine.items.succeeded == 5)
    }

    /// An end that is told twice counts once.
    @Test func repeatedEnds() {
        var machine = MapRunMachine(settings: MapRunSettings(concurrency: 0))
        machine.apply(.claimed(MapRunClaim(first: 0, children: 2, itemCounts: nil, firstItem: 0, from: 0, to: 2)))
        for _ in 0..<3 { machine.apply(.ended([ChildOutcome(index: 1, status: .failed)])) }
        #expect(machine.executions.failed == 1 && machine.executions.running == 1)
    }
}
