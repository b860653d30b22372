import Testing

/// Habits that a machine can check (CONTRIBUTING.md).
@Suite struct TidyTests {
    /// Lines of a file. One that is longer holds more than one idea.
    static let fileLength = 500

    struct Ban: Sendable, CustomTestStringConvertible {
        var call: String
        /// The targets where it is banned; nil for all.
        var targets: Set<String>?
        /// The targets where it is allowed all the same.
        var except: Set<String> = []
        var reason: String

        var testDescription: String { call }
    }

    static let core = Set(ArchitectureTests.core.keys)

    static let bans: [Ban] = [
        Ban(call: "try!", reason: "input can reach it"),
        Ban(call: "as!", reason: "input can reach it"),
        Ban(call: "fatalError(", reason: "a server stays up"),
        Ban(call: "preconditionFailure(", reason: "a server stays up"),
        Ban(call: "print(", except: ["fermata"], reason: "only commands write to the terminal"),
        Ban(call: "Date(", targets: core, reason: "time is a parameter"),
        Ban(call: "Date.now", targets: core, reason: "time is a parameter"),
        Ban(call: "ContinuousClock", targets: core, reason: "time is a parameter"),
        Ban(call: "SuspendingClock", targets: core, reason: "time is a parameter"),
        Ban(call: "clock_gettime", targets: core, reason: "time is a parameter"),
        Ban(call: "SystemRandomNumberGenerator", targets: core, reason: "randomness is a parameter"),
        Ban(call: "UUID(", targets: core, reason: "randomness is a parameter"),
        Ban(call: "await ", targets: core, reason: "the core is synchronous"),
        Ban(call: "Thread.sleep", reason: "it holds a thread"),
        Ban(call: "JSONSerialization", reason: "it is slow and loses the order of members"),
        Ban(call: "JSONDecoder", reason: "it is slow and loses the order of members"),
        Ban(call: "JSONEncoder", reason: "it is slow and loses the order of members"),
    ]

    @Test(arguments: bans)
    func bannedCalls(_ ban: Ban) {
        var found: [String] = []
        for file in SourceTree.sources where ban.targets?.contains(file.target) ?? true {
            guard !ban.except.contains(file.target) else { continue }
            for (number, text) in file.code where Self.calls(ban.call, in: text) {
                found.append("\(file.path):\(number): \(ban.call): \(ban.reason)")
            }
        }
        #expect(found == [])
    }

    @Test func filesAreShort() {
        let long = SourceTree.sources.filter { $0.lines.count > Self.fileLength }
        #expect(long.map { "\($0.path): \($0.lines.count) lines" } == [])
    }

    @Test func nothingIsLeftForLater() {
        var found: [String] = []
        for file in SourceTree.sources {
            for (number, line) in file.lines.enumerated()
            where line.contains("TODO") || line.contains("FIXME") || line.contains("XXX:") {
                found.append("\(file.path):\(number + 1)")
            }
        }
        #expect(found == [])
    }

    @Test func concurrencyIsProved() {
        var found: [String] = []
        for file in SourceTree.sources {
            for (number, text) in file.code
            where text.contains("@unchecked Sendable") || text.contains("nonisolated(unsafe)") {
                let before = file.lines[max(0, number - 6)..<number]
                if !before.contains(where: { $0.contains("//") }) {
                    found.append("\(file.path):\(number): no comment proves it")
                }
            }
        }
        #expect(found == [])
    }

    @Test(arguments: [
        (#"let a = "try!" // fatalError("#, "let a ="),
        (#"a("x\"print(", b)"#, "a(, b)"),
        ("// print(1)", ""),
        ("let half = a / b", "let half = a / b"),
    ])
    func commentsAndLiteralsAreNoCode(line: String, code: String) {
        #expect(CodeText.stripped(line) == code)
    }

    /// Whether the text calls it: `print(`, but neither `reprint(` nor `func print(` nor `.print(`.
    private static func calls(_ call: String, in text: String) -> Bool {
        var rest = text[...]
        while let range = rest.firstRange(of: call) {
            let before = text[..<range.lowerBound].last
            let isWhole = before.map { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." } ?? true
            let isDeclaration = text[..<range.lowerBound].hasSuffix("func ")
            if isWhole && !isDeclaration { return true }
            rest = text[range.upperBound...]
        }
        return false
    }
}
