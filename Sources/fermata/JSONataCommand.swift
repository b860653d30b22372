import ArgumentParser
import Foundation
import JSON
import JSONata

/// `fermata jsonata`: evaluates a JSONata expression, as jsonata.org has it or as Step Functions does.
struct JSONataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jsonata",
        abstract: "Evaluate a JSONata expression.",
        discussion: """
            The input is what $ and $$ read. With --states it is $states.input, as in a state.

            EXAMPLES:
              fermata jsonata '$sum(items.(price * qty))' --input order.json
              echo '{"a": 1}' | fermata jsonata 'a + $n' --input - --bind n=41
              fermata jsonata '{% $states.input.a %}' --states --input order.json
              fermata jsonata --jsonl < cases.jsonl     one answer a line, for programs

            With --jsonl, lines {"id", "expr", "data"?, "bindings"?, "depth"?, "timelimit"?} come in on standard input, and
            {"id", "result"}, {"id", "undefined": true} or {"id", "error": {"code", "message", "position", "token"}} go out,
            in the same order. A time limit is in milliseconds.
            """
    )

    @Argument(help: "The expression; {% and %} around it are taken off.")
    var expression: String?

    @Option(help: "The file with the input, or - for standard input.")
    var input: String?

    @Option(name: .customLong("bind"), help: "A variable: NAME=JSON. May be given more than once.")
    var bindings: [String] = []

    @Flag(help: "As Step Functions: the same as --dialect states.")
    var states = false

    @Option(help: "jsonata or states.")
    var dialect = "jsonata"

    @Flag(help: "Read cases from standard input, a JSON object a line, and answer each on a line.")
    var jsonl = false

    @Option(help: "Where $random, $shuffle and $uuid begin, to get the same values again.")
    var seed: UInt64?

    func validate() throws {
        if jsonl, expression != nil || input != nil {
            throw ValidationError("--jsonl takes no expression and no --input.")
        }
        if !jsonl, expression == nil { throw ValidationError("Give an expression, or --jsonl.") }
        if !["jsonata", "states"].contains(dialect) { throw ValidationError("--dialect is jsonata or states.") }
    }

    func run() throws {
        let dialect: JSONataDialect = states || self.dialect == "states" ? .states : .jsonata
        if jsonl { return JSONataLines(dialect: dialect, seed: seed).answerStandardInput() }
        let text = expression.map { JSONataExpression.embedded(in: $0) ?? $0 } ?? ""
        var variables: [String: JSONValue] = [:]
        for binding in bindings {
            let (name, value) = try Self.variable(binding)
            variables[name] = value
        }
        let document = try input.map { try Self.document($0) }
        if dialect == .states, variables["states"] == nil { variables["states"] = ["input": document ?? .object([:])] }
        do throws(JSONataError) {
            let result = try JSONataExpression(text, dialect: dialect).evaluate(
                document, bindings: variables, limits: dialect == .states ? .states : .default,
                environment: .current(seed: seed))
            switch result {
            case .value(let value): Terminal.output.write(IndentedJSON.text(value))
            case .undefined: Terminal.errors.write("undefined")
            case .function: Terminal.errors.write("a function")
            }
        } catch {
            Terminal.errors.write(JSONataFault.text(error, in: text))
            throw ExitCode(CommandError.Status.failed.rawValue)
        }
    }

    private static func variable(_ text: String) throws -> (String, JSONValue) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw CommandError(.unavailable, "--bind \(text) is not NAME=JSON.")
        }
        var name = text[..<equals]
        if name.hasPrefix("$") { name = name.dropFirst() }
        do {
            return (String(name), try JSONValue.parse(String(text[text.index(after: equals)...])))
        } catch {
            throw CommandError(.unavailable, "The value of \(name) is not JSON: \(error).")
        }
    }

    private static func document(_ path: String) throws -> JSONValue {
        let text = path == "-" ? try InputFile.standardInput() : try InputFile.text(path)
        do {
            return try JSONValue.parse(text)
        } catch {
            throw CommandError(.unavailable, "The input is not JSON: \(error).")
        }
    }
}

extension JSONataEnvironment {
    /// Now, by this computer's clocks.
    static func current(seed: UInt64?) -> JSONataEnvironment {
        JSONataEnvironment(
            now: Int64(Date().timeIntervalSince1970 * 1000), seed: seed ?? .random(in: .min ... .max),
            monotonicMilliseconds: { DispatchTime.now().uptimeNanoseconds / 1_000_000 })
    }
}
