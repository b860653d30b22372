import Advice
import DefinitionFiles
import JSON
import Pricing
import StatesLanguage

/// A definition with what is advised.
struct AdvisedFile {
    let path: String
    let advice: [Advice]
    private let source: DefinitionSource
    private let places: [String: DefinitionPath]

    init(_ path: String, _ setting: AdviceSetting) throws {
        self.path = path
        let text = try InputFile.text(path)
        do throws(DefinitionSourceError) {
            source = try DefinitionSource(text, format: .of(path: path, text: text))
        } catch {
            let place = error.position.map { "\(path):\($0.line):\($0.column)" } ?? path
            throw CommandError(.unavailable, "\(place): \(error.message).", cure: "Correct the file there.")
        }
        advice = Advisor.advice(on: try CostSource.definition(path), setting)
        var places: [String: DefinitionPath] = [:]
        Self.collect(source.document, at: .top, into: &places)
        self.places = places
    }

    private static func collect(
        _ level: JSONValue, at place: DefinitionPath, into places: inout [String: DefinitionPath]
    ) {
        for member in level["States"]?.object?.members ?? [] {
            let inner = place.appending("States").appending(member.key)
            places[member.key] = inner
            for (number, branch) in (member.value["Branches"]?.array ?? []).enumerated() {
                collect(branch, at: inner.appending("Branches").appending(number), into: &places)
            }
            for field in ["ItemProcessor", "Iterator"] {
                if let processor = member.value[field] { collect(processor, at: inner.appending(field), into: &places) }
            }
        }
    }

    func position(of advice: Advice) -> SourcePosition? {
        advice.states.first.flatMap { places[$0] }.flatMap { source.positions.position(ofName: $0) }
    }

    func lines(_ style: Style) -> [String] {
        var lines: [String] = []
        for finding in advice {
            let place = position(of: finding).map { "\(path):\($0.line):\($0.column)" } ?? path
            let word =
                switch finding.severity {
                case .note: style.blue("note:")
                case .warning: style.yellow("warning:")
                case .error: style.red("error:")
                }
            lines.append("\(style.bold(place)): \(word) \(finding.message) \(style.dim("[\(finding.code.rawValue)]"))")
            lines.append("    why: \(finding.reason)")
            lines.append("    \(style.green("change:")) \(finding.change)")
            if let saving = finding.saving {
                let money = saving.perMonth > 0 ? "\(Money.text(saving.perMonth)) a month: " : ""
                lines.append("    saves: \(money)\(saving.words)")
            }
        }
        let counts = Advice.Severity.allCases.reversed().map { severity in
            "\(advice.count { $0.severity == severity }) \(severity.rawValue)s"
        }
        let money = advice.compactMap { $0.saving?.perMonth }.reduce(0, +)
        let total = money > 0 ? "; savings of up to \(Money.text(money)) a month, some of them alternatives" : ""
        return lines + [
            "\(path): \(advice.isEmpty ? style.green("no findings") : counts.joined(separator: ", ") + total)"
        ]
    }

    var json: JSONValue {
        [
            "file": .string(path),
            "advice": .array(
                advice.map { finding in
                    var object: JSONObject = [
                        "code": .string(finding.code.rawValue), "severity": .string(finding.severity.rawValue),
                        "title": .string(finding.code.title), "states": .array(finding.states.map(JSONValue.string)),
                        "message": .string(finding.message), "why": .string(finding.reason),
                        "change": .string(finding.change),
                    ]
                    if let position = position(of: finding) {
                        object["line"] = .int(Int64(position.line))
                        object["column"] = .int(Int64(position.column))
                    }
                    if let saving = finding.saving {
                        object["saving"] = ["perMonth": .double(saving.perMonth), "words": .string(saving.words)]
                    }
                    return .object(object)
                }),
        ]
    }
}
