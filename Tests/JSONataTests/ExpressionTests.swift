import JSON
import JSONata
import Testing

/// Points that the suite leaves open, or that this implementation could get wrong in its own ways.
@Suite struct ExpressionTests {
    private static let orders: JSONValue = [
        "orders": [
            ["id": "a", "items": [["p": 2, "q": 3], ["p": 5, "q": 1]]], ["id": "b", "items": []],
            ["id": "c", "items": [["p": 1, "q": 1]]],
        ]
    ]

    @Test(
        arguments: [
            ("$sum(orders.items.(p * q))", 12),
            ("orders.items.p", [2, 5, 1]),
            ("orders[items].id", ["a", "c"]),
            (
                "orders.{'id': id, 'n': $count(items)}",
                [["id": "a", "n": 2], ["id": "b", "n": 0], ["id": "c", "n": 1]]
            ),
            ("**.p", [2, 5, 1]),
            ("orders.items#$i[$i = 0].p", [2, 1]),
            (
                "orders#$o.items.{'o': $o, 'id': %.id}",
                [["o": 0, "id": "a"], ["o": 0, "id": "a"], ["o": 2, "id": "c"]]
            ),
            ("orders^(>id).id", ["c", "b", "a"]),
            ("orders{id: $sum(items.p)}", ["a": 7, "c": 1]),
            (
                "$ ~> |orders.items|{'p': p * 10}, 'q'| ~> $lookup('orders')",
                [
                    ["id": "a", "items": [["p": 20], ["p": 50]]], ["id": "b", "items": []],
                    ["id": "c", "items": [["p": 10]]],
                ]
            ),
            ("orders[0].items[-1].p", 5),
            ("(orders.items)[[0, 2]].p", [2, 1]),
            ("nothing.orders[0]", nil),
            ("orders.items[p > 1 and q > 1]", ["p": 2, "q": 3]),
        ] as [(String, JSONValue?)])
    func paths(expression: String, expected: JSONValue?) throws {
        #expect(try evaluate(expression, Self.orders) == expected)
    }

    @Test(
        arguments: [
            ("$string(0.1 + 0.2)", "0.3"), ("$string(1.23456789012345678)", "1.23456789012346"),
            ("$string(5e-324)", "5e-324"), ("$string(1e21)", "1e+21"), ("$string(-1.5e-9)", "-1.5e-9"),
            ("$string(123456789012345680000)", "123456789012345680000"), ("$string(0.000001)", "0.000001"),
            (
                "$string({'a': [1, {'b': 'x'}]}, true)",
                "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ]\n}"
            ),
            ("$round(104.44500000000001, 2)", 104.45), ("$round(2.5)", 2), ("$round(-1.005, 2)", -1),
            ("$round(1.005, 2)", 1),
            ("$formatNumber(-1234.5, '#,##0.00;(#,##0.00)')", "(1,234.50)"),
            ("$formatNumber(0.5, '0%')", "50%"),
            ("$formatInteger(21, 'Ww;o')", "Twenty-First"), ("$formatInteger(4, 'I')", "IV"),
            ("$parseInteger('twelve thousand and one', 'w')", 12001),
            ("$fromMillis(0, '[Y0001]-[M01]-[D01] [H01]:[m01] [z]', '-0330')", "1969-12-31 20:30 GMT-03:30"),
            ("$fromMillis(-1, '[F], [W] [d] [f001]')", "wednesday, 1 365 999"),
            ("$toMillis('2024-02-30')", .null), ("$toMillis('2024-02-29T12:00:00.5+01:00')", 1_709_204_400_500),
            ("$now()", "2026-11-22T12:34:56.789Z"), ("$millis()", 1_795_350_896_789),
        ] as [(String, JSONValue?)])
    func numbersAndDates(expression: String, expected: JSONValue?) throws {
        #expect(try evaluate(expression) == expected)
    }

    @Test(
        arguments: [
            ("$match('ab12', /([a-z]+)(\\d+)/).groups", ["ab", "12"]),
            ("$match('a😀b', /b/).index", 3),
            ("$replace('a.b', /\\./, '[$0]')", "a[.]b"),
            ("$contains('x\\ny', /x.y/)", false), ("$contains('x\\ny', /^y/m)", true),
            ("$contains('x\\ny', /^y/)", false),
            ("$contains('\u{A0}', /^\\s$/)", true), ("$contains('é', /\\w/)", false), ("$contains('[', /[\\[]/)", true),
            ("$contains('a#b', /a#b/)", true), ("$contains('(*', /[\\(]\\*/)", true),
            ("$split('a1b22c', /\\d+/)", ["a", "b", "c"]),
            ("$contains('A', /\\u0041/)", true), ("$contains('x\\n', /x$/)", false),
            ("$replace('aaa', /a/, function($m){ $m.match & $m.start }, 2)", "a0a1a"),
        ] as [(String, JSONValue)])
    func patterns(expression: String, expected: JSONValue) throws {
        #expect(try evaluate(expression) == expected)
    }

    @Test(
        arguments: [
            ("($x := 1; ($y := $x; $x := 2; [$x, $y]))", [2, 1]),
            ("($f := function($x){ function($y){ $x + $y } }; $f(1)(2))", 3),
            (
                "($even := function($n){ $n = 0 ? true : $odd($n - 1) }; $odd := function($n){ $n = 0 ? false : $even($n - 1) }; $even(101))",
                false
            ),
            ("$sum", nil), ("($sum := function($x){ 'mine' }; $sum([1]))", "mine"),
            ("$map([1, 2], function($v, $i, $a){ $v + $i + $count($a) })", [3, 5]),
            ("($add := function($a, $b){ $a + $b }; $add(?, 10)(5))", 15),
            ("([1, 2, 3] ~> $map(function($x){ $x * 2 }) ~> $sum)", 12),
            ("($x := 5; $eval('$x + 1'))", 6),
        ] as [(String, JSONValue?)])
    func functions(expression: String, expected: JSONValue?) throws {
        #expect(try evaluate(expression) == expected)
    }

    /// JavaScript's way of writing what JSON has no form for.
    @Test(
        arguments: [
            ("/a(b)/('xab')", ["match": "ab", "start": 1, "end": 3, "groups": ["b"]]),
            ("{'f': $sum, 'n': 1}", ["n": 1]), ("[$sum, 1]", [nil, 1]), ("[[{'f': function(){1}}]]", [[[:]]]),
            ("1 / 0", .null), ("[1 / 0, -1 / 0, 1]", [nil, nil, 1]), ("{'a': [1e308 * 10]}", ["a": [nil]]),
            ("$sum([1e308, 1e308])", .null),
        ] as [(String, JSONValue)])
    func whatIsNoJSON(expression: String, expected: JSONValue) throws {
        #expect(try evaluate(expression) == expected)
    }

    @Test func zoneOfTooManyDigits() {
        // Even where the zone would be written as Z.
        #expect(failure("$fromMillis(0, '[Z01010t]')")?.code == "D3134")
    }

    @Test(arguments: [
        ("'a' = 'a'", true), ("'e\\u0301' = 'é'", false), ("'sixteen characters' = 'sixteen characters'", true),
        ("'sixteen characters' = 'sixteen character5'", false),
        ("('sixteen ' & 'characters') = 'sixteen characters'", true),
        ("$substring('a long text that was cut', 2, 4) = 'long'", true), ("'' = ''", true),
    ])
    func texts(expression: String, areSame: Bool) throws {
        #expect(try evaluate(expression) == .bool(areSame))
    }

    @Test func manyGroupsAndFew() throws {
        let many = try evaluate("$map([1..40], function($n){ {'k': 'k' & ($n % 20), 'n': $n} }){k: $sum(n)}")
        #expect(many?.object?.count == 20)
        #expect(many?["k1"] == 22)
        #expect(many?["k0"] == 60)
    }

    @Test func bindingsHideFunctions() throws {
        #expect(failure("$sum([1])", bindings: ["sum": 5])?.code == "T1006")
        #expect(try evaluate("$n + 1", bindings: ["n": 41]) == 42)
    }

    @Test(arguments: [
        ("1 +", "S0207", 3), ("(1", "S0203", 2), ("'abc", "S0101", 4), ("(\"é\"; 1 + null)", "T2002", 9),
        ("a[", "S0203", 2),
    ])
    func positions(expression: String, code: String, position: Int) {
        let error = failure(expression)
        #expect(error?.code == code)
        #expect(error?.position == position)
    }

    @Test func sameSeedSameNumbers() throws {
        let first = try evaluate("[$random(), $shuffle([1..9])]")
        #expect(try evaluate("[$random(), $shuffle([1..9])]") == first)
    }

    @Test func loneHalves() throws {
        #expect(try evaluate("$length('\\ud83d')") == 1)
        #expect(failure("$encodeUrlComponent('\\ud83d')")?.code == "D3140")
        #expect(try evaluate("$length('\\ud83d\\ude00')") == 1)
    }
}
