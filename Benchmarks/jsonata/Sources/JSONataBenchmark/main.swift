import Foundation
import JSON
import JSONata

/// Prints, for each case of `bench/jsonata`, the CPU time of one evaluation and of one parse, as JSON lines.
///
/// usage: JSONataBenchmark FOLDER [CASE]
guard CommandLine.arguments.count > 1 else {
    print("usage: JSONataBenchmark FOLDER [CASE]")
    exit(64)
}
let folder = URL(filePath: CommandLine.arguments[1])
let only = CommandLine.arguments.dropFirst(2).first

func read(_ path: String) throws -> JSONValue {
    try JSONValue.parse(String(contentsOf: folder.appending(path: path), encoding: .utf8))
}

/// CPU time of this thread, in nanoseconds.
func cpuTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The median of many measurements, each of as many runs as take about 20 ms.
func measure(_ body: () throws -> Void) rethrows -> Double {
    var runs = 1
    while true {
        let start = cpuTime()
        for _ in 0..<runs { try body() }
        if cpuTime() - start > 10_000_000 || runs > 1 << 22 { break }
        runs *= 2
    }
    var samples: [Double] = []
    for _ in 0..<25 {
        let start = cpuTime()
        for _ in 0..<runs { try body() }
        samples.append(Double(cpuTime() - start) / Double(runs))
    }
    return samples.sorted()[samples.count / 2]
}

let environment = JSONataEnvironment(now: 1_700_000_000_000, seed: 1)
let document = try read("cases.json")
for entry in document.array ?? document["cases"]?.array ?? [] {
    guard let id = entry["id"]?.string, let text = entry["expr"]?.string, only == nil || only == id else { continue }
    let data = try entry["data"]?.string.map { try read("data/\($0)") }
    var bindings: [String: JSONValue] = [:]
    for member in entry["bindings"]?.object?.members ?? [] { bindings[member.key] = member.value }
    let expression = try JSONataExpression(text)
    let result = try expression.evaluate(data, bindings: bindings, environment: environment)
    let expected = try read("expected/\(id).json")
    let evaluation = try measure {
        _ = try expression.evaluate(data, bindings: bindings, environment: environment)
    }
    let parse = try measure { _ = try JSONataExpression(text) }
    let line: JSONValue = [
        "id": .string(id), "evaluate": .double(evaluation), "parse": .double(parse),
        "correct": .bool(result == .value(expected)),
    ]
    print(line.serialized())
}
