import Foundation
import JSON
import Pricing

/// The prices that a command counts with.
enum PriceFile {
    static let usual = "prices/us-east-1.json"

    static func load(_ path: String?) throws -> PriceList {
        if let path { return try read(try InputFile.text(path), path) }
        if FileManager.default.fileExists(atPath: usual) { return try read(try InputFile.text(usual), usual) }
        return try read(DefaultPrices.text, "the prices built in")
    }

    private static func read(_ text: String, _ place: String) throws -> PriceList {
        do {
            return try PriceList(try JSONValue.parse(text))
        } catch let error as PriceListError {
            throw CommandError(
                .unavailable, "\(place): '\(error.field)' \(error.reason).",
                cure: "prices/us-east-1.json shows the form.")
        } catch {
            throw CommandError(.unavailable, "\(place) is not JSON: \(error).")
        }
    }
}
