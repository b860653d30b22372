import Foundation
import JSON
import JSONata
import Testing

/// One compiled expression, many threads: run under the thread sanitizer as well.
@Suite struct ThreadTests {
    @Test func eightThreadsOneExpression() throws {
        let source = """
            ($f := function($o){ $o.total > 10 ? $uppercase($o.name) : $replace($o.name, /a(.)/, '$1') };
            {'names': $map(orders, $f), 'sum': $sum(orders.total), 'by': orders{$string(kind): $count($)},
             'at': $fromMillis(0, '[Y]-[M01]'), 'sorted': orders^(>total).name, 'e': $eval('1 + 1'),
             'joined': orders@$o.kinds[id = $o.kind].{'n': $o.name, 'k': label}})
            """
        let expression = try JSONataExpression(source)
        let document = try JSONValue.parse(
            """
            {"orders": [{"name": "abc", "total": 5, "kind": 1}, {"name": "xay", "total": 50, "kind": 2}],
             "kinds": [{"id": 1, "label": "one"}, {"id": 2, "label": "two"}]}
            """)
        let expected = try expression.evaluate(document, environment: .test)
        let failures = Failures()
        let done = DispatchGroup()
        for _ in 0..<8 {
            done.enter()
            let thread = Thread {
                for _ in 0..<100 {
                    let result = try? expression.evaluate(document, environment: .test)
                    if result != expected { failures.count() }
                }
                done.leave()
            }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        done.wait()
        #expect(failures.total == 0)
    }
}

private final class Failures: @unchecked Sendable {
    // Guarded by the lock.
    private let lock = NSLock()
    private var number = 0
    func count() { lock.withLock { number += 1 } }
    var total: Int { lock.withLock { number } }
}
