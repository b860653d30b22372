import Advice
import JSON
import StatesLanguage

/// Advice as a SARIF 2.1.0 log.
enum AdviceSARIF {
    static func value(of files: [AdvisedFile]) -> JSONValue {
        let rules = AdviceCode.allCases.map { code -> JSONValue in
            [
                "id": .string(code.rawValue), "shortDescription": ["text": .string(code.title)],
                "help": ["text": .string("docs/advice/\(code.rawValue).md")],
            ]
        }
        let driver: JSONValue = [
            "name": "fermata", "semanticVersion": .string(FermataVersion.text), "rules": .array(rules),
        ]
        let results = files.flatMap { file in file.advice.map { result($0, file) } }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [["tool": ["driver": driver], "columnKind": "unicodeCodePoints", "results": .array(results)]],
        ]
    }

    private static func result(_ advice: Advice, _ file: AdvisedFile) -> JSONValue {
        var physical: JSONObject = ["artifactLocation": ["uri": .string(uri(of: file.path))]]
        if let position = file.position(of: advice) {
            physical["region"] = [
                "startLine": .int(Int64(position.line)), "startColumn": .int(Int64(position.column)),
            ]
        }
        let saving = advice.saving.map { " Saves: \($0.words)." } ?? ""
        return [
            "ruleId": .string(advice.code.rawValue),
            "ruleIndex": .int(Int64(AdviceCode.allCases.firstIndex(of: advice.code) ?? 0)),
            "level": .string(advice.severity.rawValue),
            "message": ["text": .string("\(advice.message) \(advice.reason) \(advice.change)\(saving)")],
            "locations": [
                [
                    "physicalLocation": .object(physical),
                    "logicalLocations": .array(advice.states.map { ["fullyQualifiedName": .string($0)] }),
                ]
            ],
        ]
    }

    private static func uri(of path: String) -> String {
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                uri += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return uri
    }
}
