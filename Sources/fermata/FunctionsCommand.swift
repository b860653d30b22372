import ArgumentParser
import Foundation
import JSON
import LocalFunctions

/// `fermata functions`: the Lambda functions that a server would run.
struct FunctionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions",
        abstract: "List the Lambda functions that a server here would run as local processes.",
        discussion: """
            EXAMPLES:
              fermata functions                    those of ./fermata.yaml
              fermata functions --config examples/pizzeria/fermata.yaml
              fermata functions --functions ./lambdas --json

            A state machine calls them by name (arn:aws:states:::lambda:invoke)
            or by ARN (arn:aws:lambda:us-east-1:000000000000:function:NAME).
            """
    )

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var functions: FunctionOptions

    func run() throws {
        let definitions = try functions.definitions()
        if json {
            Terminal.output.write(IndentedJSON.text(.array(definitions.map(Self.value))))
            return
        }
        guard !definitions.isEmpty else {
            Terminal.errors.write(
                "There are no functions: name a file with --config or a folder with --functions, or write a "
                    + "\(FunctionOptions.defaultFile) here.")
            return
        }
        var table = TextTable("NAME", "RUNTIME", "HANDLER", "TIMEOUT", "MEMORY", "FOLDER")
        for definition in definitions {
            table.add(
                definition.name, definition.runtime.name, definition.runtime.handler,
                "\(definition.timeoutSeconds.formatted()) s", "\(definition.memoryMB) MiB", definition.directory)
        }
        table.write()
    }

    private static func value(_ definition: FunctionDefinition) -> JSONValue {
        [
            "name": .string(definition.name), "runtime": .string(definition.runtime.name),
            "handler": .string(definition.runtime.handler), "directory": .string(definition.directory),
            "timeoutSeconds": .double(definition.timeoutSeconds), "memoryMiB": .int(Int64(definition.memoryMB)),
            "concurrency": .int(Int64(definition.concurrency)),
        ]
    }
}
