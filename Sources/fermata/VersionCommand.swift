import ArgumentParser
import JSON

/// `fermata version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print {\"version\": ...}.")
    var json = false

    func run() {
        let version = FermataVersion.text
        Terminal.output.write(json ? IndentedJSON.text(["version": .string(version)]) : "fermata \(version)")
    }
}
