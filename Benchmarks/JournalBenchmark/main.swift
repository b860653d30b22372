// Journal commits beside a bare SQLite loop of the same rows, in the same run.
//
//     JournalBenchmark [--data DIR] [--commits N] [--batches N] [--stored N] [--rounds N] [--json yes]

import Glibc
import Journal

var arguments = CommandLine.arguments.dropFirst()
var options: [String: String] = [:]
while let name = arguments.popFirst() { options[name] = arguments.popFirst() }
let data = options["--data"] ?? "/tmp/fermata-journal-benchmark"
let commits = options["--commits"].flatMap { Int($0) } ?? 4_000
let batches = options["--batches"].flatMap { Int($0) } ?? 400
let rounds = options["--rounds"].flatMap { Int($0) } ?? 3
let stored = options["--stored"].flatMap { Int($0) } ?? 0

let works = Works(chunkBytes: 700, bodyBytes: 120)

func directory(_ name: String) -> String {
    let path = "\(data)/\(name)"
    mkdir(data, 0o755)
    mkdir(path, 0o755)
    for file in ["fermata.db", "fermata.db-wal", "fermata.db-shm", "bare.db", "bare.db-wal", "bare.db-shm"] {
        unlink(path + "/" + file)
    }
    return path
}

func fileBytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

func measureJournal(_ name: String, durable: Bool, batch: Int, count: Int) throws {
    let path = directory("journal")
    var options = SQLiteJournal.Options()
    options.isDurable = durable
    let journal = try SQLiteJournal(directory: path, options: options)
    let epochs = Dictionary(uniqueKeysWithValues: try journal.acquireLeases().map { ($0.shard, $0.epoch) })
    let turns = works.turns(count * batch)
    let groups = (0..<count).map { index in
        let part = Array(turns[index * batch..<(index + 1) * batch])
        return JournalCommit(epochs: epochs.filter { $0.key == part[0].key.shard || batch > 1 }, turns: part)
    }
    var latencies: [Double] = []
    let meter = try Meter {
        for index in 0..<count {
            let begin = Meter.wallSeconds
            defer { latencies.append(Meter.wallSeconds - begin) }
            try journal.commit(groups[index])
        }
    }
    meter.report("journal, \(name)", count * batch, batch == 1 ? "commits" : "turns")
    latencies.sort()
    let percentiles = [(50, "50 %"), (99, "99 %"), (100, "max")].map { percent, name in
        "\(name) \(fixed(latencies[min(count - 1, count * percent / 100)] * 1e3, 1)) ms"
    }
    let log = fileBytes(path + "/fermata.db-wal")
    journal.close()
    let bytes = fileBytes(path + "/fermata.db")
    print(
        "    file \(bytes / (count * batch)) bytes a turn, log at the end \(log / 1024) KiB;"
            + " a commit takes \(percentiles.joined(separator: ", "))")
}

func measureBare(_ name: String, _ tables: BareLoop.Tables, durable: Bool, batch: Int, count: Int) {
    let bare = BareLoop(directory: directory("bare"), tables: tables, synchronous: durable ? "FULL" : "OFF")
    let turns = works.turns(count * batch)
    Meter {
        for index in 0..<count { bare.write(Array(turns[index * batch..<(index + 1) * batch])) }
    }.report("bare loop, \(name)", count * batch, batch == 1 ? "commits" : "turns")
}

/// Turns a second of the journal and of a bare loop over the same tables, as one JSON object: the median of the rounds.
func compare() throws {
    var rates: [String: [Double]] = [:]
    for _ in 0..<rounds {
        for (batch, count) in [(1, commits), (100, batches)] {
            rates["journal \(batch)", default: []].append(try journalRate(batch: batch, count: count))
            rates["bare \(batch)", default: []].append(bareRate(.journals, batch: batch, count: count))
            rates["bare one \(batch)", default: []].append(bareRate(.one, batch: batch, count: count))
        }
    }
    let members = rates.map { #""\#($0.key)": \#(fixed($0.value.sorted()[$0.value.count / 2], 1))"# }
    print("{\(members.sorted().joined(separator: ", "))}")
}

func journalRate(batch: Int, count: Int) throws -> Double {
    let journal = try SQLiteJournal(directory: directory("journal"))
    let epochs = Dictionary(uniqueKeysWithValues: try journal.acquireLeases().map { ($0.shard, $0.epoch) })
    let turns = works.turns(count * batch)
    let meter = try Meter {
        for index in 0..<count {
            let part = Array(turns[index * batch..<(index + 1) * batch])
            try journal.commit(
                JournalCommit(epochs: epochs.filter { $0.key == part[0].key.shard || batch > 1 }, turns: part))
        }
    }
    journal.close()
    return Double(count * batch) / meter.seconds
}

func bareRate(_ tables: BareLoop.Tables, batch: Int, count: Int) -> Double {
    let bare = BareLoop(directory: directory("bare"), tables: tables, synchronous: "FULL")
    let turns = works.turns(count * batch)
    let meter = Meter {
        for index in 0..<count { bare.write(Array(turns[index * batch..<(index + 1) * batch])) }
    }
    return Double(count * batch) / meter.seconds
}

if options["--json"] != nil {
    try compare()
    exit(0)
}
print("One turn: a new finished execution (body 120 bytes, name a UUID) with its chunk (700 bytes).\n")
for round in 1..<rounds + 1 {
    print("round \(round)")
    for (durable, label) in [(true, "FULL"), (false, "no flush")] {
        try measureJournal("1 turn a commit, \(label)", durable: durable, batch: 1, count: commits)
        measureBare("1 turn a commit, \(label), same tables", .journals, durable: durable, batch: 1, count: commits)
        measureBare("1 turn a commit, \(label), one table", .one, durable: durable, batch: 1, count: commits)
    }
    try measureJournal("100 turns a commit", durable: true, batch: 100, count: batches)
    measureBare("100 turns a commit, same tables", .journals, durable: true, batch: 100, count: batches)
    measureBare("100 turns a commit, one table (2 rows a turn)", .one, durable: true, batch: 100, count: batches)
}
if stored > 0 { try measureAtSize(directory("journal"), works, stored) }
