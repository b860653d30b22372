import Foundation
import JSON
import JSONata

/// Eight threads evaluate the same compiled expressions at once, the first evaluation of each included: what each of the library's
/// tables and each pattern's machine code is made in. Built with the thread sanitizer by `make tsan-jsonata`; a race, or a result
/// other than the expected one, ends it with an error.
let document: JSONValue = [
    "orders": [
        ["name": "abc", "total": 5, "kind": 1, "lines": [["n": 1], ["n": 2]]],
        ["name": "xay", "total": 50, "kind": 2, "lines": [["n": 3]]],
    ],
    "kinds": [["id": 1, "label": "one"], ["id": 2, "label": "two"]],
]
let cases: [(String, JSONataDialect, JSONValue)] = [
    (
        "$map(orders, function($o){ $o.total > 10 ? $uppercase($o.name) : $replace($o.name, /a(.)/, '$1') })", .jsonata,
        ["bc", "XAY"]
    ),
    ("orders{$string(kind): $sum(lines.n)}", .jsonata, ["1": 3, "2": 3]),
    (
        "orders^(>total).name & $fromMillis(0, '[Y]-[M01]') & $formatNumber(1234.5, '#,##0.00')", .jsonata,
        "[\"xay\",\"abc\"]1970-011,234.50"
    ),
    (
        "orders@$o.kinds[id = $o.kind].{'n': $o.name, 'k': label}", .jsonata,
        [["n": "abc", "k": "one"], ["n": "xay", "k": "two"]]
    ),
    (
        "orders#$i.lines.{'i': $i, 'n': n, 'of': %.name}[n > 1]", .jsonata,
        [["i": 0, "n": 2, "of": "abc"], ["i": 1, "n": 3, "of": "xay"]]
    ),
    (
        "$ ~> |orders|{'total': total * 2}, ['lines', 'kind']| ~> $lookup('orders')", .jsonata,
        [["name": "abc", "total": 10], ["name": "xay", "total": 100]]
    ),
    ("($f := function($n, $a){ $n = 0 ? $a : $f($n - 1, $a + $n) }; $f(100, 0) + $eval('1 + 1'))", .jsonata, 5052),
    (
        "$hash($states.input.orders[0].name, 'MD5') & $partition([1, 2, 3], 2)[1][0]", .states,
        "900150983cd24fb0d6963f7d28e17f723"
    ),
]
let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 50
let environment = JSONataEnvironment(now: 1_700_000_000_000, seed: 1)

/// The results that were not as expected.
final class Wrong: @unchecked Sendable {
    // Guarded by the lock.
    private let lock = NSLock()
    private var texts: Set<String> = []
    func add(_ text: String) { lock.withLock { _ = texts.insert(text) } }
    var all: Set<String> { lock.withLock { texts } }
}

@Sendable func play(_ expression: JSONataExpression, _ expected: JSONValue, _ input: JSONValue, _ wrong: Wrong) {
    do throws(JSONataError) {
        let result = try expression.evaluate(input, bindings: ["states": ["input": input]], environment: environment)
        if result != .value(expected) { wrong.add("\(expression.source) gave \(result)") }
    } catch {
        wrong.add("\(expression.source) threw \(error)")
    }
}

let wrong = Wrong()
var evaluations = 0
for (source, dialect, expected) in cases {
    for _ in 0..<5 {
        let expression = try JSONataExpression(source, dialect: dialect)
        let input = document
        let done = DispatchGroup()
        for _ in 0..<8 {
            done.enter()
            let thread = Thread {
                for _ in 0..<rounds { play(expression, expected, input, wrong) }
                done.leave()
            }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        done.wait()
        evaluations += 8 * rounds
    }
}
for text in wrong.all { print(text) }
print("jsonata threads: \(cases.count) expressions, 8 threads, \(evaluations) evaluations, \(wrong.all.count) wrong")
exit(wrong.all.isEmpty ? 0 : 1)
