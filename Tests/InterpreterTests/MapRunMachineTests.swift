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
        let others = Set((0..<300).filter { _ in random.next() % 2 == 0 })
        #expect(ranges.union(IndexRanges(others)).first(1_000) == set.union(others).sorted())
        #expect(ranges.intersection(IndexRanges(others)).first(1_000) == set.intersection(others).sorted())
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

    static let moreRecords: [MapRunRecord] = [
        .claimed(
            MapRunClaim(
                first: 0, children: 2, itemCounts: nil, firstItem: 0, from: .null, to: ["b"],
                spooled: [["Key": "a"], ["Key": "b"]])),
        .opened(count: 4, tag: nil, children: 4), .left(items: 5, children: 2),
        .stopping(MapRunEnd(status: .aborted, time: 3)), .redriven(time: 10, results: 77, keeping: [3, 9]),
        .ended([
            ChildOutcome(index: 4, status: .failed, isSpent: true), ChildOutcome(index: 5, status: .failed),
            ChildOutcome(index: 6, status: .pending),
        ]),
        .finished(
            {
                var end = MapRunEnd(status: .succeeded, time: 1)
                end.hasResults = false
                return end
            }()),
    ]

    @Test(arguments: records + moreRecords) func recordsAreReadBack(_ record: MapRunRecord) throws {
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

    /// Children that never began, or can't be redriven, or are not reached by a redrive that fails.
    @Test func whatARedriveLeaves() {
        var machine = MapRunMachine(settings: MapRunSettings(concurrency: 0))
        machine.apply(
            .claimed(
                MapRunClaim(first: 0, children: 5, itemCounts: [3, 3, 3, 3, 2], firstItem: 0, from: 0, to: 14)))
        machine.apply(
            .ended([
                ChildOutcome(index: 0, status: .succeeded), ChildOutcome(index: 1, status: .failed, isSpent: true),
                ChildOutcome(index: 2, status: .timedOut), ChildOutcome(index: 3, status: .aborted),
                ChildOutcome(index: 4, status: .pending),
            ]))
        machine.apply(.left(items: 6, children: 2))
        #expect(machine.items.total == 20 && machine.items.pending == 8 && machine.executions.pending == 3)
        #expect(machine.items.failuresNotRedrivable == 3 && machine.executions.failuresNotRedrivable == 1)
        let before = machine.items
        machine.apply(.finished(MapRunEnd(status: .failed, time: 1)))
        machine.apply(.redriven(time: 2, results: 9, keeping: [1]))
        #expect(machine.redo.first(9) == [2, 3, 4] && machine.items.failed == 3)
        #expect(machine.items.pendingRedrive == 6 && machine.items.pending == 8)
        machine.apply(.restarted([2, 4]))
        #expect(machine.items.running == 5 && machine.items.pendingRedrive == 3 && machine.items.pending == 6)
        // The redrive fails before either has begun.
        machine.apply(.stopping(MapRunEnd(status: .failed, time: 3)))
        machine.apply(
            .ended([ChildOutcome(index: 2, status: .pending), ChildOutcome(index: 4, status: .pending)]))
        #expect(machine.stopping != nil && machine.underWay.isEmpty && machine.items.pendingRedrive == 6)
        machine.apply(.finished(MapRunEnd(status: .failed, time: 4)))
        var after = machine.items
        after.resultsWritten = before.resultsWritten
        #expect(after == before && machine.stopping == nil)
        machine.apply(.redriven(time: 5, results: 10, keeping: [1]))
        #expect(machine.redo.first(9) == [2, 3, 4])
    }

    /// What failed by its data isn't taken up again; that it was redriven too often is no fault of the data.
    @Test(arguments: [
        ("States.ExceedToleratedFailureThreshold", 0, true), ("States.ResultWriterFailed", 0, true),
        ("States.DataLimitExceeded", 0, false), ("States.Runtime", 0, false), ("States.Runtime", 1_000, false),
        ("States.Runtime", 1_001, true),
    ])
    func whatIsTakenUpAgain(error: String, redrives: Int, isTaken: Bool) {
        var work = MapRunWork(items: Payload(.array([])), count: 0)
        work.redrives = redrives
        #expect(Frame.Work.mapRun(work).canBeRedriven(after: error) == isTaken)
    }
}
