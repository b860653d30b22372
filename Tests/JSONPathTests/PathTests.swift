import JSON
import JSONPath
import Testing

struct PathTests {
    static let store: JSONValue = [
        "a": ["b": ["c": 1, "d": nil], "list": [10, 20, 30, 40]],
        "sub-value": "dash",
        "users": [
            ["id": 1, "name": "Ann", "tags": ["x", "y"], "ok": true],
            ["id": 2, "name": "Bob", "tags": [], "ok": false],
            ["id": 3, "nick": "Cid", "tags": ["y"], "ok": nil],
        ],
        "max": 2,
    ]

    static func evaluate(_ path: String, _ input: JSONValue = store) throws -> JSONValue {
        try JSONPathExpression(path).evaluate(in: JSONPathScope(input: input))
    }

    @Test(
        arguments: [
            ("$.a.b.c", 1), ("$['a']['b'].c", 1), ("$[\"a\"].b['c']", 1), ("$.a.b.d", nil), ("$.sub-value", "dash"),
            ("$.a.list[0]", 10), ("$.a.list[-1]", 40), ("$.a.list[1:3]", [20, 30]), ("$.a.list[-2:]", [30, 40]),
            ("$.a.list[:-3]", [10]), ("$.a.list[0,2]", [10, 30]), ("$.a.list[*]", [10, 20, 30, 40]),
            ("$.a.list[(@.length-1)]", 40), ("$.a.list[7:9]", []), ("$.a.list[3:1]", []), ("$.a.list.[0]", 10),
            ("$.users[*].name", ["Ann", "Bob"]), ("$.users[0]['id','name']", ["id": 1, "name": "Ann"]),
            ("$..c", [1]), ("$..tags[0]", ["x", "y"]), ("$.a.*", [["c": 1, "d": nil], [10, 20, 30, 40]]),
            ("$.users[?(@.id >= $.max)].id", [2, 3]), ("$.users.[?(@.name == 'Bob')].id", [2]),
            ("$.users[?(@.name)].id", [1, 2]), ("$.users[?(!@.ok)].id", [3]), ("$.users[?(@.ok)].id", [1, 2, 3]),
            ("$.users[?(@.ok == true && @.id < 5 || @.nick == \"Cid\")].id", [1, 3]),
            ("$.users[?('x' in @.tags)].id", [1]), ("$.users[?(@.tags contains 'y')].id", [1, 3]),
            ("$.users[?(@.tags empty true)].id", [2]), ("$.users[?(@.tags size 1)].id", [3]),
            ("$.users[?(@.tags subsetof ['y','z'])].id", [2, 3]), ("$.users[?(@.name nin ['Ann'])].id", [2, 3]),
            ("$.users[?(@.name =~ /a.*/i)].id", [1]), ("$.users[?(@.id == '1')].id", []),
            ("$.users[?(@.id != 1)].id", [2, 3]), ("$.users[?(@.tags[?(@ == 'x')])].id", [1, 2, 3]),
            ("$.missing[*].x", []), ("$.missing[1:]", []), ("$.users[9:].x.y", []), ("$", store),
        ] as [(String, JSONValue)])
    func values(path: String, expected: JSONValue) throws {
        #expect(try Self.evaluate(path) == expected)
    }

    @Test(arguments: [
        ("$.nope", "Invalid path '$.nope' : No results for path: $['nope']"),
        ("$.a.nope", "Invalid path '$.a.nope' : No results for path: $['a']['nope']"),
        ("$.no.such.path", "Invalid path '$.no.such.path' : Missing property in path $['no']"),
        ("$.a.list[9]", "Invalid path '$.a.list[9]' : No results for path: $['a']['list'][9]"),
        ("$.max.x", "Invalid path '$.max.x' : Property ['x'] not found in path $['max']"),
        (
            "$.a.list.length()",
            "Invalid path '$.a.list.length()' : Property ['length()'] not found in path $['a']['list']"
        ),
        (
            "$.max[0]",
            "Invalid path '$.max[0]' : Filter: [0] can only be applied to arrays. Current context is: 2"
        ),
        (
            "$[1:]",
            "Invalid path '$[1:]' : Filter: [1:] can only be applied to arrays. Current context is: {k={l=[1, x]}}"
        ),
    ])
    func failures(path: String, message: String) {
        let input = path == "$[1:]" ? ["k": ["l": [1, "x"]]] : Self.store
        #expect {
            try Self.evaluate(path, input)
        } throws: { error in
            (error as? JSONPathError)?.message == message && (error as? JSONPathError)?.error == "States.Runtime"
        }
    }

    @Test(arguments: [
        "", "a", "$.", "$..", "$.a.", "$.a..", "$[", "$[0", "$['a", "$['a'", "$[a]", "$[]", "$[:]", "$.a b", "$.a]",
        "$[?]", "$[?(]", "$[?(@.a ==)]", "$[?(@.a == 1]", "$[?(@.a ~ 1)]", "$[?(1)]", "$[?(@.a =~ /(/)]", "$$$", "$1a",
        "$[?(@.a == 1)", "$[1,]", "$['a',]",
    ])
    func invalidSyntax(text: String) {
        #expect(throws: JSONPathSyntaxError.self) { try JSONPathExpression(text) }
    }

    @Test func offsetsOfSyntaxErrors() throws {
        let error = #expect(throws: JSONPathSyntaxError.self) { try JSONPathExpression("$.abc[x]") }
        #expect(error?.offset == 6)
        #expect(error?.code == .invalidIndex)
    }

    @Test func roots() throws {
        let scope = JSONPathScope(
            input: ["x": 1], context: { ["State": ["Name": "S"]] }, variables: ["v": ["y": [7]], "v_1": 8])
        #expect(try JSONPathExpression("$$.State.Name").evaluate(in: scope) == "S")
        #expect(try JSONPathExpression("$v.y[0]").evaluate(in: scope) == 7)
        #expect(try JSONPathExpression("$v_1").evaluate(in: scope) == 8)
        #expect(try JSONPathExpression("$v['y'][*]").evaluate(in: scope) == [7])
        #expect(try JSONPathExpression("$v.y").variableReferences == ["v"])
        #expect(throws: JSONPathError.self) { try JSONPathExpression("$w.y").evaluate(in: scope) }
        #expect(throws: JSONPathError.self) {
            try JSONPathExpression("$.a").evaluate(in: JSONPathScope(input: .null))
        }
    }

    @Test(arguments: [
        ("$.a.b", true), ("$['a'][0]", true), ("$", true), ("$.a['b','c']", true), ("$.a['b','c'].d", false),
        ("$..a", false), ("$.a[*]", false), ("$.a[0,1]", false), ("$.a[1:]", false), ("$.a[?(@.b)]", false),
    ])
    func definiteness(path: String, expected: Bool) throws {
        #expect(try JSONPathExpression(path).isDefinite == expected)
    }

    @Test func contextIsBuiltOnlyWhenRead() throws {
        let scope = JSONPathScope(
            input: ["a": 1],
            context: {
                Issue.record("built")
                return .null
            })
        #expect(try JSONPathExpression("$.a").evaluate(in: scope) == 1)
    }
}
