import Foundation
import JSON

/// What `--input` takes: JSON, `@file`, or `-` for standard input.
enum PayloadArgument {
    /// The JSON text as it was given, checked.
    static func text(_ argument: String) throws -> String {
        let text: String
        let place: String
        switch argument {
        case "-":
            text = try InputFile.standardInput()
            place = "Standard input"
        case _ where argument.hasPrefix("@"):
            text = try InputFile.text(String(argument.dropFirst()))
            place = String(argument.dropFirst())
        default:
            text = argument
            place = "--input"
        }
        do {
            _ = try JSONValue.parse(text)
        } catch {
            throw CommandError(
                .unavailable, "\(place) is not JSON: \(error).", cure: "Give JSON text, or a file's name after @.")
        }
        return text
    }
}
