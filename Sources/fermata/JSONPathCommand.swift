import ArgumentParser
import Foundation
import JSON
import JSONPath
import JSONata

/// `fermata jsonpath`: evaluates a path or an intrinsic call as Step Functions does.
struct JSONPathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jsonpath",
        abstract: "Evaluate a JSONPath or an intrinsic function.",
        discussion: """
            The input is what $ reads. $$.Execution.Input is the input too.

            EXAMPLES:
              fermata jsonpath '$.items[?(@.price < 10)].name' --input order.json
              echo '{"a": 1}' | fermata jsonpath "States.Format('a is {}', $.a)" --input -
              fermata jsonpath --jsonl < cases.jsonl     one answer a line, for programs

            With --jsonl, lines {"id", "kind": "path", "path", "input"} or {"id", "kind": "intrinsic", "lang", "expr",
            "input"} come in on standard input, and {"id", "result"} or {"id", "error": {"error", "cause"}} go out.
            """
    )

    @Argument(help: "A path ($.a[0], $$.Execution.Id) or an intrinsic call (States.Format('{}', $.a)).")
    var path: String?

    @Option(help: "The file with the input, or - for standard input.")
    var input: String?

    @Flag(help: "Read cases from standard input, a JSON object a line, and answer each on a line.")
    var jsonl = false

    @Option(help: "Where States.UUID and States.MathRandom begin, to get the same values again.")
    var seed: UInt64?

    func validate() throws {
        if jsonl, path != nil || input != nil { throw ValidationError("--jsonl takes no path and no --input.") }
        if !jsonl, path == nil { throw ValidationError("Give a path, or --jsonl.") }
    }

    func run() throws {
        if jsonl { return answerLines() }
        var document = JSONValue.object([:])
        if let input {
            let text = input == "-" ? try InputFile.standardInput() : try InputFile.text(input)
            do {
                document = try JSONValue.parse(text)
            } catch {
                throw CommandError(.unavailable, "The input is not JSON: \(error).")
            }
        }
        switch ExpressionCase.path(path ?? "$").answer(document, seed: seed ?? .random(in: .min ... .max)) {
        case .success(let value): Terminal.output.write(IndentedJSON.text(value))
        case .failure(let failure): throw CommandError(.failed, "\(failure.error): \(failure.cause)")
        }
    }

    private func answerLines() {
        while let line = readLine() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            Terminal.output.write(Self.answer(line, seed: seed ?? .random(in: .min ... .max)).serialized())
        }
    }

    static func answer(_ line: String, seed: UInt64) -> JSONValue {
        var reply = JSONObject()
        let outcome: Result<JSONValue, ExpressionCase.Failure>
        do throws(JSONParseError) {
            let fields = try JSONValue.parse(line)
            reply["id"] = fields["id"]
            let document = fields["input"] ?? .object([:])
            outcome =
                if let expression = ExpressionCase(fields) {
                    fields["kind"]?.string == "intrinsic"
                        ? expression.answerInState(document, seed: seed) : expression.answer(document, seed: seed)
                } else {
                    .failure(.init(error: "InvalidCase", cause: "A line has a \"path\" or an \"expr\"."))
                }
        } catch {
            outcome = .failure(.init(error: "InvalidCase", cause: "The line is not JSON: \(error)"))
        }
        switch outcome {
        case .success(let value): reply["result"] = value
        case .failure(let failure):
            reply["error"] = ["error": .string(failure.error), "cause": .string(failure.cause)]
        }
        return .object(reply)
    }
}
