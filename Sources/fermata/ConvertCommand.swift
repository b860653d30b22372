import ArgumentParser
import Conversion
import DefinitionFiles
import JSON
import StatesLanguage
import WorkflowTests

/// `fermata convert`: a JSONPath definition in JSONata.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a JSONPath definition into an equal JSONata one.",
        discussion: """
            Paths, payload templates, intrinsic functions, Choice rules, ResultPath and the rest. What has no equal in
            JSONata is named with its place, and nothing is written. --verify runs both over inputs, one JSON value a
            line, in a world where each Task gives back what it was called with, and compares calls and outputs.

            EXAMPLES:
              fermata convert order.asl.json --to jsonata > order.jsonata.asl.json
              fermata convert order.asl.json --to jsonata --verify inputs.jsonl --output new.asl.json

            EXIT STATUS:
              0   converted, and equal on all inputs
              1   something can't be converted, or an input gave another output
              2   a file can't be read
            """
    )

    @Argument(help: "The definition.", completion: .file(extensions: ["json", "yaml", "yml", "asl"]))
    var file: String

    @Option(help: "The language to convert to: jsonata.")
    var to: String = "jsonata"

    @Option(help: ArgumentHelp("Run both over these inputs, one JSON value a line.", valueName: "file"))
    var verify: String?

    @Option(help: ArgumentHelp("Write it there, not to standard output.", valueName: "file"))
    var output: String?

    func validate() throws {
        if to.lowercased() != "jsonata" {
            throw ValidationError("--to jsonata is the only way: JSONPath can't say all of JSONata.")
        }
    }

    func run() throws {
        let document = try DefinitionFile.value(of: file)
        let (converted, problems) = Converter.jsonata(document)
        guard let converted else {
            for problem in problems { Terminal.errors.write("\(file): \(problem.place): \(problem.message)") }
            throw CommandError(
                .failed, "\(problems.count) place\(problems.count == 1 ? "" : "s") can't be converted.",
                cure: "Change them by hand, or leave these states in JSONPath.")
        }
        let text = IndentedJSON.text(converted)
        if let output {
            try OutputFile.write(text + "\n", to: output)
        } else if verify == nil {
            Terminal.output.write(text)
        }
        if let verify { try prove(document, converted, try InputFile.text(verify), verify) }
    }

    private func prove(_ before: JSONValue, _ after: JSONValue, _ inputs: String, _ place: String) throws {
        do throws(TestProblem) {
            let first = try SimulatedMachine.reading(file, before.serialized())
            let second = try SimulatedMachine.reading(file, after.serialized())
            var failed = 0
            var count = 0
            for (number, line) in inputs.split(whereSeparator: \.isNewline).enumerated() {
                guard let input = try? JSONValue.parse(String(line)) else {
                    throw TestProblem("line \(number + 1) of \(place) is not JSON")
                }
                count += 1
                let proof = ConversionProof(first, second, input: input, world: SimulatedWorld())
                if proof.differences.isEmpty { continue }
                failed += 1
                Terminal.errors.write("\(place):\(number + 1): \(proof.differences.joined(separator: "; "))")
            }
            Terminal.errors.write("\(count - failed) of \(count) inputs gave equal outputs and calls")
            if failed > 0 { throw TestProblem("\(failed) of \(count) inputs differ") }
        } catch {
            throw CommandError(.failed, "\(file): \(error.message).", cure: error.cure)
        }
    }
}
