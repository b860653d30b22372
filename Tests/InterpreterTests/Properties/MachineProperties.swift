import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Laws of the machine over random definitions and random inputs. A failure names the seed that gives it again.
///
/// One at a time, so that tests which wait for each other beside these get their turn.
@Suite(.serialized) struct MachineProperties {
    static let seeds: Range<UInt64> = 0..<120

    private func run(_ seed: UInt64) throws -> RandomRun {
        var run: RandomRun
        do {
            run = try RandomRun(seed: seed)
        } catch let error as InvalidDefinition {
            Issue.record("seed \(seed): \(error.apiMessage) in \(RandomDefinition.text(seed: seed))")
            throw error
        }
        run.run()
        return run
    }

    /// Recovery applies what the journal holds: after each turn the fold of the stored records is the live machine.
    @Test(arguments: seeds)
    func theFoldIsTheLiveMachine(seed: UInt64) throws {
        let run = try run(seed)
        var folded = ExecutionMachine(definition: run.definition, identity: RandomRun.identity)
        var reader = ChunkReader()
        for step in run.steps {
            for entry in try reader.entries(of: ChunkWriter.bytes(of: step.turn.entries)) { folded.apply(entry) }
            #expect(folded == step.machine, "seed \(seed), after record \(folded.nextRecord - 1)")
            guard folded == step.machine else { return }
        }
    }

    /// Where the machine waits, its snapshot gives it again, and the records that follow apply to that as to the other.
    @Test(arguments: seeds)
    func aSnapshotIsTheLiveMachine(seed: UInt64) throws {
        let run = try run(seed)
        let fresh = ExecutionMachine(definition: run.definition, identity: RandomRun.identity)
        var stored: [(first: Int64, bytes: [UInt8])] = []
        var restored: ExecutionMachine?
        for step in run.steps {
            let chunk = ChunkWriter.bytes(of: step.turn.entries)
            if let first = step.turn.entries.first { stored.append((first.number, chunk)) }
            let chunks = stored
            let fetch: ChunkReader.Fetch = { record in chunks.last { $0.first <= record }?.bytes }
            if var machine = restored {
                var reader = ChunkReader(fetch: fetch)
                for entry in try reader.entries(of: chunk) { machine.apply(entry) }
                #expect(machine == step.machine, "seed \(seed), record \(machine.nextRecord - 1) after a snapshot")
            }
            guard let snapshot = step.machine.snapshot() else {
                restored = nil
                continue
            }
            var machine = fresh
            var reader = ChunkReader(fetch: fetch)
            #expect(try reader.restore(&machine, from: snapshot))
            #expect(machine == step.machine, "seed \(seed), before record \(machine.nextRecord)")
            #expect(machine.snapshot() == snapshot, "seed \(seed), before record \(machine.nextRecord)")
            restored = machine
        }
    }

    /// A damaged snapshot is an error, one of another version is none, and neither changes the machine.
    @Test func damagedSnapshots() throws {
        let run = try run(3)
        let snapshot = try #require(run.steps.compactMap { $0.machine.snapshot() }.max { $0.count < $1.count })
        let fresh = ExecutionMachine(definition: run.definition, identity: RandomRun.identity)
        for count in 0..<snapshot.count {
            var machine = fresh
            var reader = ChunkReader()
            #expect(throws: RecordFormatError.self, "\(count) bytes") {
                try reader.restore(&machine, from: Array(snapshot.prefix(count)))
            }
            #expect(machine == fresh)
        }
        var machine = fresh
        var reader = ChunkReader()
        #expect(try !reader.restore(&machine, from: [200] + snapshot.dropFirst()))
        #expect(machine == fresh)
    }

    /// A machine that is folded anew before each turn decides as the one that lived on: same inputs, same entries.
    @Test(arguments: seeds)
    func recoveryAtEachTurnChangesNothing(seed: UInt64) throws {
        let run = try run(seed)
        var stored: [[UInt8]] = []
        for (place, step) in run.steps.enumerated() {
            var machine = ExecutionMachine(definition: run.definition, identity: RandomRun.identity)
            var reader = ChunkReader()
            for chunk in stored { for entry in try reader.entries(of: chunk) { machine.apply(entry) } }
            let turn = machine.decide(step.inputs, in: RandomRun.surroundings(step.now, step.seed, run.limits))
            #expect(turn.entries == step.turn.entries, "seed \(seed), turn \(place)")
            #expect(turn.effects == step.turn.effects, "seed \(seed), turn \(place)")
            #expect(turn.verdicts == step.turn.verdicts, "seed \(seed), turn \(place)")
            guard turn.entries == step.turn.entries else { return }
            if !turn.entries.isEmpty { stored.append(ChunkWriter.bytes(of: turn.entries)) }
            // Folding at every turn is quadratic; the longer the run, the fewer turns are tried.
            if place > 25 { return }
        }
    }

    /// Any split into chunks, read in any order, gives the entries again: values, texts, links and places.
    @Test(arguments: seeds)
    func chunksInAnyOrder(seed: UInt64) throws {
        let entries = try run(seed).entries
        var random = SeededGenerator(seed: seed &+ 77)
        var chunks: [(first: Int64, bytes: [UInt8])] = []
        var place = 0
        while place < entries.count {
            let size = min(1 + random.below(random.pick([2, 10, 100])), entries.count - place)
            let part = Array(entries[place..<place + size])
            chunks.append((part[0].number, ChunkWriter.bytes(of: part)))
            place += size
        }
        let stored = chunks
        var reader = ChunkReader { record in stored.last { $0.first <= record }?.bytes }
        for chunk in chunks.shuffled(using: &random) {
            let read = try reader.entries(of: chunk.bytes)
            let start = Int(chunk.first)
            #expect(read == Array(entries[start..<start + read.count]), "seed \(seed), chunk from \(chunk.first)")
            #expect(ChunkWriter.bytes(of: read) == chunk.bytes, "seed \(seed), chunk from \(chunk.first)")
        }
    }

    @Test(arguments: seeds)
    func idsAndTimes(seed: UInt64) throws {
        let run = try run(seed)
        #expect(run.entries.map(\.number) == Array(0..<Int64(run.entries.count)), "seed \(seed)")
        let links = run.entries.compactMap(\.event)
        #expect(links.map(\.id) == Array(1..<Int64(links.count) + 1), "seed \(seed)")
        #expect(links.allSatisfy { 0 <= $0.previous && $0.previous < $0.id }, "seed \(seed)")
        #expect(zip(run.entries, run.entries.dropFirst()).allSatisfy { $0.time <= $1.time }, "seed \(seed)")
        #expect(links.count <= run.limits.historyEvents, "seed \(seed)")
        let ends = run.entries.filter { $0.record.kind == .executionEnded }
        #expect(ends.count == 1 && ends.first == run.entries.last, "seed \(seed)")
        let setting = HistorySetting(definition: run.definition, roleARN: "r", region: "g")
        #expect(run.entries.compactMap { HistoryEvent($0, setting) }.allSatisfy { !$0.type.isEmpty }, "seed \(seed)")
    }

    /// What goes out is called off or answered, and what is set is cleared or fires, by the end.
    @Test(arguments: seeds)
    func nothingIsLeftOver(seed: UInt64) throws {
        var tasks: Set<Int64> = []
        var timers: Set<Int64> = []
        for step in try run(seed).steps {
            for case .timerFired(let id) in step.inputs { timers.remove(id) }
            for effect in step.turn.effects {
                switch effect {
                case .dispatch(let call): #expect(tasks.insert(call.task).inserted, "seed \(seed)")
                case .offer(let offer): #expect(tasks.insert(offer.task).inserted, "seed \(seed)")
                case .withdraw(let task): tasks.remove(task.task)
                case .setTimer(let timer): #expect(timers.insert(timer.id).inserted, "seed \(seed)")
                case .clearTimer(let timer): timers.remove(timer.id)
                default: break
                }
            }
        }
        #expect(tasks.isEmpty && timers.isEmpty, "seed \(seed): tasks \(tasks), timers \(timers)")
    }

    /// The runs above are worth something only as they go everywhere.
    @Test func theRunsMeetEveryKindOfRecord() throws {
        var met: Set<RecordKind> = []
        var ends: Set<String> = []
        for seed in Self.seeds {
            for entry in try run(seed).entries {
                met.insert(entry.record.kind)
                if case .executionEnded(let end) = entry.record { ends.insert(String("\(end)".prefix { $0 != "(" })) }
            }
        }
        // What follows in the enumeration belongs to map runs and redrives, which these runs don't have.
        let basic = RecordKind.allCases.filter { $0.rawValue <= RecordKind.executionEnded.rawValue }
        #expect(Set(basic).subtracting(met) == [])
        #expect(ends == ["succeeded", "failed", "timedOut", "aborted"])
    }
}
