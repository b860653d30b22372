// MB/s of CPU time that a document is parsed and written with: the best of many rounds.
//
//     JSONBenchmark FILE

import Glibc
import JSON

func threadSeconds(_ clock: clockid_t = CLOCK_THREAD_CPUTIME_ID) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func megabytesPerSecond(_ size: Int, _ work: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    let end = threadSeconds(CLOCK_MONOTONIC) + 1
    while threadSeconds(CLOCK_MONOTONIC) < end {
        let begin = threadSeconds()
        try work()
        best = min(best, threadSeconds() - begin)
    }
    return Double(size) / best / 1e6
}

func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return bytes
}

let text = contents(of: CommandLine.arguments.dropFirst().first ?? "")
let value = try JSONValue.parse(text)
var sink = 0
let parse = try megabytesPerSecond(text.count) { if case .null = try JSONValue.parse(text) { sink += 1 } }
let written = value.serializedBytes()
let write = megabytesPerSecond(written.count) { sink += value.serializedBytes().count }
print(#"{"parse": \#(parse), "write": \#(write), "check": \#(sink & 1)}"#)
