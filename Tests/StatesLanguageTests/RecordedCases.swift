import Foundation
import JSON

/// Cases recorded on AWS, where the folder with them is at hand.
enum RecordedCases {
    struct Call: Sendable, CustomStringConvertible {
        let id: String
        let operation: String
        let definition: String
        let type: String
        /// The message of the error that AWS answered with; nil where it accepted, or where the recording is silent.
        let refusal: String?
        /// The recorded `diagnostics` of ValidateStateMachineDefinition.
        let diagnostics: [JSONValue]?
        let isInformational: Bool

        var description: String { "\(id) \(operation)" }
    }

    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let found = folder.appendingPathComponent("../shared/conformance").standardizedFileURL
            if FileManager.default.fileExists(atPath: found.path) { return found }
        }
        return nil
    }()

    static let cases: [JSONValue] = {
        guard let folder = folder?.appendingPathComponent("asl/visible"),
            let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        else { return [] }
        return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.flatMap { file in
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            let value = try? JSONValue.parse(text)
            return value?.array ?? value?["cases"]?.array ?? []
        }
    }()

    /// Every definition that was sent to AWS, with what came back of it.
    static let calls: [Call] = cases.flatMap { value -> [Call] in
        let refusal = refusalMessage(of: value)
        let sent = (value["calls"]?.array ?? []).filter { $0["params"]?["definition"]?.string != nil }
        return sent.enumerated().map { number, call in
            let isLast = number == sent.count - 1
            return Call(
                id: value["id"]?.string ?? "", operation: call["op"]?.string ?? "",
                definition: filled(call["params"]?["definition"]?.string ?? ""),
                type: call["params"]?["type"]?.string ?? "STANDARD", refusal: isLast ? refusal : nil,
                diagnostics: value["expected"]?["validation_response"]?["diagnostics"]?.array,
                isInformational: value["informational"] != nil)
        }
    }

    /// Answers that a later call refers to look like ARNs here.
    private static func filled(_ definition: String) -> String {
        definition.replacingOccurrences(
            of: #"\$\{c\d+\.activityArn\}"#, with: "arn:aws:states:us-east-1:123456789012:activity:a",
            options: .regularExpression
        )
        .replacingOccurrences(
            of: #"\$\{c\d+\.[a-zA-Z]+\}"#, with: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            options: .regularExpression
        )
        .replacingOccurrences(of: "${region}", with: "us-east-1")
        .replacingOccurrences(of: "${account}", with: "123456789012")
        .replacingOccurrences(of: #"\$\{[a-z0-9]+\}"#, with: "x", options: .regularExpression)
    }

    private static func refusalMessage(of value: JSONValue) -> String? {
        for member in value["expected"]?.object?.members ?? [] {
            if let message = member.value["message"]?.string, message.hasPrefix("Invalid State Machine Definition") {
                return message
            }
            if let text = member.value["exception_value"]?.string,
                let start = text.range(of: "Invalid State Machine Definition")
            {
                return String(text[start.lowerBound...])
            }
        }
        return nil
    }
}
