import ArgumentParser
import Foundation

/// The options of every command that talks to a server.
struct ClientOptions: ParsableArguments {
    static let defaultEndpoint = "http://127.0.0.1:8083"

    @Option(help: "The server's URL (environment: FERMATA_ENDPOINT; else \(defaultEndpoint)).")
    var endpoint: String?

    @Option(help: "The AWS region that the server shall see.")
    var region = "us-east-1"

    @Option(help: "The AWS account that the server shall see, twelve digits.")
    var account = "000000000000"

    func validate() throws {
        guard account.count == 12, account.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw ValidationError("An account has twelve digits: --account 000000000000.")
        }
        guard resolvedEndpoint.hasPrefix("http://") || resolvedEndpoint.hasPrefix("https://") else {
            throw ValidationError("An endpoint is a URL: --endpoint \(Self.defaultEndpoint).")
        }
    }

    var client: StepFunctionsClient {
        StepFunctionsClient(endpoint: resolvedEndpoint, region: region, account: account)
    }

    private var resolvedEndpoint: String {
        let variable = ProcessInfo.processInfo.environment["FERMATA_ENDPOINT"] ?? ""
        let text = endpoint ?? (variable.isEmpty ? Self.defaultEndpoint : variable)
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
