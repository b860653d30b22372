import Foundation
import JSON
import JSONata

/// Parses and evaluates generated and mutated expressions over generated documents. A crash or a hang is a finding; errors aren't.
///
/// usage: JSONataFuzz SECONDS [SEED]
///        JSONataFuzz --replay FILE...
///
/// Before each case it is written to `last-case.json`, so that a crash leaves it there: copy it to FailCases/jsonata once understood.
let arguments = CommandLine.arguments.dropFirst()

struct Tally {
    var cases = 0
    var values = 0
    var undefined = 0
    var syntaxErrors = 0
    var errors = 0
    var slowest = 0.0
}

func play(_ source: String, _ document: JSONValue?, _ dialect: JSONataDialect, _ tally: inout Tally) {
    tally.cases += 1
    let start = DispatchTime.now().uptimeNanoseconds
    defer { tally.slowest = max(tally.slowest, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6) }
    let expression: JSONataExpression
    do throws(JSONataError) {
        expression = try JSONataExpression(source, dialect: dialect)
    } catch {
        _ = error.message
        tally.syntaxErrors += 1
        return
    }
    _ = (expression.freeVariables, expression.statesReferences, expression.stateDiagnostics)
    var limits: JSONataLimits = dialect == .states ? .states : .default
    limits.steps = 300_000
    limits.milliseconds = 2000
    limits.valueSize = min(limits.valueSize, 16 << 20)
    let environment = JSONataEnvironment(now: 1_700_000_000_000, seed: 1) {
        DispatchTime.now().uptimeNanoseconds / 1_000_000
    }
    do throws(JSONataError) {
        let result = try expression.evaluate(
            document, bindings: ["states": ["input": document ?? .null]], limits: limits, environment: environment)
        if case .value(let value) = result {
            tally.values += 1
            _ = value.serializedBytes()
        } else {
            tally.undefined += 1
        }
    } catch {
        _ = (error.message, error.statesCause(expression: source, field: "Output"))
        tally.errors += 1
    }
}

/// A file that always holds the case being played.
struct LastCase {
    private let path: String
    private let file: Int32

    init(_ path: String) {
        self.path = path
        file = open(path, O_CREAT | O_RDWR | O_TRUNC, 0o644)
    }

    func replace(_ bytes: [UInt8]) {
        pwrite(file, bytes, bytes.count, 0)
        ftruncate(file, off_t(bytes.count))
    }

    /// After a run without a crash.
    func remove() { unlink(path) }
}

func run() {
    var tally = Tally()
    if arguments.first == "--replay" {
        for path in arguments.dropFirst() {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), let fields = try? JSONValue.parse(text)
            else { continue }
            play(
                fields["expr"]?.string ?? "", fields["data"],
                fields["dialect"]?.string == "states" ? .states : .jsonata, &tally)
        }
        return report(tally, seconds: 0, seed: 0)
    }
    let seconds = arguments.first.flatMap { Double($0) } ?? 60
    let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 1
    var generator = Generator(seed: seed)
    let lastCase = LastCase("last-case.json")
    let deadline = Date().addingTimeInterval(seconds)
    var seeds = (0..<64).map { _ in generator.expression() }
    while Date() < deadline {
        for _ in 0..<64 {
            var source = generator.expression(depth: generator.below(6))
            if generator.chance(25) {
                source = generator.mutated(generator.chance(50) ? source : generator.pick(seeds))
            }
            if generator.chance(2) { seeds[generator.below(seeds.count)] = source }
            let document: JSONValue? = generator.chance(90) ? generator.document() : .none
            let dialect: JSONataDialect = generator.chance(20) ? .states : .jsonata
            let record: JSONValue = [
                "expr": .string(source), "data": document ?? .null,
                "dialect": dialect == .states ? "states" : "jsonata",
            ]
            lastCase.replace(record.serializedBytes())
            play(source, document, dialect, &tally)
        }
    }
    lastCase.remove()
    report(tally, seconds: seconds, seed: seed)
}

func report(_ tally: Tally, seconds: Double, seed: UInt64) {
    print(
        """
        jsonata fuzz: seed \(seed), \(Int(seconds)) s, \(tally.cases) cases: \(tally.values) values, \(tally.undefined) undefined, \
        \(tally.syntaxErrors) syntax errors, \(tally.errors) errors, 0 crashes, slowest \(Int(tally.slowest)) ms
        """)
}

// On a thread with the smallest stack that an evaluation may meet.
let thread = Thread {
    run()
    exit(0)
}
thread.stackSize = 512 * 1024
thread.start()
while true { sleep(3600) }
