import DefinitionFiles
import JSON
import StatesLanguage

/// Findings as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"), which code hosts show at the
/// lines concerned.
enum SARIFLog {
    static func value(of files: [CheckedDefinition]) -> JSONValue {
        let codes = Set(files.flatMap(\.diagnostics).map(\.code)).sorted { $0.rawValue < $1.rawValue }
        let rules = codes.map { code -> JSONValue in
            ["id": .string(code.rawValue), "shortDescription": ["text": .string(summary(of: code))]]
        }
        let driver: JSONValue = [
            "name": "fermata", "semanticVersion": .string(FermataVersion.text), "rules": .array(rules),
        ]
        let results = files.flatMap { file in
            file.diagnostics.map { result($0, in: file, codes: codes) }
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver], "columnKind": "unicodeCodePoints", "results": .array(results),
                ]
            ],
        ]
    }

    private static func result(
        _ diagnostic: Diagnostic, in file: CheckedDefinition, codes: [Diagnostic.Code]
    ) -> JSONValue {
        let help = diagnostic.cure.map { " (\($0))" } ?? ""
        let at = diagnostic.location.map { " at \($0)" } ?? ""
        var physical: JSONObject = ["artifactLocation": ["uri": .string(uri(of: file.path))]]
        if let position = diagnostic.position {
            physical["region"] = [
                "startLine": .int(Int64(position.line)),
                "startColumn": .int(Int64(file.lines.column(of: position))),
            ]
        }
        var location: JSONObject = ["physicalLocation": .object(physical)]
        if let name = diagnostic.location {
            location["logicalLocations"] = [["fullyQualifiedName": .string(name)]]
        }
        return [
            "ruleId": .string(diagnostic.code.rawValue),
            "ruleIndex": .int(Int64(codes.firstIndex(of: diagnostic.code) ?? 0)),
            "level": .string(diagnostic.severity == .error ? "error" : "warning"),
            "message": ["text": .string(diagnostic.message + at + help)],
            "locations": [.object(location)],
        ]
    }

    /// A path as a relative URI reference, or a file URI where it is absolute.
    private static func uri(of path: String) -> String {
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                uri += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return uri
    }

    private static func summary(of code: Diagnostic.Code) -> String {
        switch code {
        case .invalidJSONDescription: "The text is not JSON (or YAML)."
        case .schemaValidationFailed: "A field is missing, out of place, or has a value that it may not have."
        case .invalidResource: "The Resource of a Task is none that can be called."
        case .missingEndState: "No state ends the workflow."
        case .duplicateStateName: "Two states have the same name."
        case .invalidStateName: "The name of a state is too long or empty."
        case .duplicateLabelName: "Two Map states have the same Label."
        case .invalidLabelName: "The Label of a Map state breaks its rules."
        case .missingTransitionTarget: "A transition leads nowhere, or nothing leads to a state."
        case .tooDeeplyNested: "States are nested too deeply."
        case .invalidJSONataExpression: "A JSONata expression can't be parsed."
        case .unsupportedJSONataExpression: "A JSONata expression reads what Step Functions doesn't offer there."
        case .invalidVariableName: "The name of a variable is no identifier."
        case .reservedVariableName: "The name of a variable is taken by Step Functions."
        case .noDollar: "A text that reads like a path is passed as it is, as its name doesn't end in '.$'."
        case .passResultIsStatic: "The Result of a Pass state is never evaluated."
        default: code.rawValue
        }
    }
}
