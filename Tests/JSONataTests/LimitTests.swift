import JSON
import JSONata
import Testing

/// Each limit at its value and one past it.
@Suite struct LimitTests {
    private static func recursion(_ count: Int) -> String {
        "($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(\(count)))"
    }

    @Test(arguments: [
        (
            Array(repeating: "1", count: 100).joined(separator: "+"),
            Array(repeating: "1", count: 101).joined(separator: "+")
        ),
        (
            String(repeating: "(", count: 99) + "1" + String(repeating: ")", count: 99),
            String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100)
        ),
        (
            String(repeating: "[", count: 99) + "1" + String(repeating: "]", count: 99),
            String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
        ),
        (recursion(31), recursion(32)),
        (
            "'a'" + String(repeating: " ~> $uppercase", count: 99),
            "'a'" + String(repeating: " ~> $uppercase", count: 100)
        ),
    ])
    func depthOnAWS(allowed: String, refused: String) {
        #expect(failure(allowed, dialect: .states, limits: .states) == nil)
        let error = failure(refused, dialect: .states, limits: .states)
        #expect(error?.code == "")
        #expect(
            error?.message
                == "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive"
        )
    }

    @Test(arguments: [
        ("$count([1..873782])", "$count([1..873783])"),
        ("$count($range(1, 360145, 1))", "$count($range(1, 360146, 1))"),
        ("$length($pad('', 4194304, 'x'))", "$length($pad('', 8388608, 'x'))"),
    ])
    func sizeOnAWS(allowed: String, refused: String) {
        #expect(failure(allowed, dialect: .states, limits: .states) == nil)
        #expect(failure(refused, dialect: .states, limits: .states)?.message.contains("memory limit exceeded") == true)
    }

    @Test func tailCallsTakeNoDepth() throws {
        let source = "($f := function($n, $sum){ $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(100000, 0))"
        #expect(try evaluate(source, limits: JSONataLimits(depth: 20)) == 5_000_050_000)
    }

    @Test func recursionEndsBeforeTheStackDoes() {
        let error = failure("($f := function($n){ 1 + $f($n) }; $f(1))", limits: JSONataLimits(depth: .max))
        #expect(error?.code == "U1001")
    }

    @Test func steps() {
        let source = "($f := function(){ $f() }; $f())"
        #expect(failure(source, limits: JSONataLimits(steps: 10_000))?.code == "U1001")
    }

    @Test func time() throws {
        let clock = Ticks()
        let environment = JSONataEnvironment(now: 0, seed: 0) { clock.next() }
        let expression = try JSONataExpression("($f := function(){ $f() }; $f())")
        #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, limits: JSONataLimits(milliseconds: 50), environment: environment)
        }
    }

    @Test(arguments: [
        "$reduce([1..20000], function($a, $b){ [[$a]] })", "$reduce([1..20000], function($a, $b){ {'a': $a} })",
    ])
    func valuesThatAreTooDeep(source: String) {
        #expect(failure(source)?.code == "U1001")
    }

    @Test(arguments: [
        "$reduce([1..50000], function($a, $b){ function(){ $a } }) ~> $type()",
        "($f := $reduce([1..50000], function($a, $b){ $a ~> $b }, $uppercase); 1)",
    ])
    func chainsOfClosures(source: String) { _ = failure(source) }

    @Test(arguments: ["(", "[", "{'a':", "-", "a.", "1+(", "function($x){", "|"])
    func deepText(part: String) {
        #expect(failure(String(repeating: part, count: 5000)) != nil)
    }

    @Test func longChains() {
        #expect(failure(Array(repeating: "1", count: 10_000).joined(separator: "+"))?.code == "U1001")
    }

    @Test func catastrophicPatterns() {
        #expect(failure("$match('\(String(repeating: "a", count: 60))!', /^(a+)+$/)")?.code == "U1001")
    }
}

/// A clock that goes on by a millisecond each time it is read.
private final class Ticks: Sendable {
    private let start = ContinuousClock.now
    func next() -> UInt64 { UInt64(start.duration(to: .now) / .milliseconds(1)) }
}
