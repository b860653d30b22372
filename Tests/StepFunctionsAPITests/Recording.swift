import JSON

/// Holds an answer against a recorded one, whose placeholders take any text, but the same text everywhere in a case.
struct Recording {
    private var bound: [String: String] = ["<region>": "us-east-1", "<partition>": "aws"]
    private let boundWords: [String]
    private let freeWords: Set<String>

    /// Members that AWS added to answers after some of the recordings were made.
    private static let younger: Set<String> = [
        "redriveCount", "redriveStatus", "redriveStatusReason", "redriveDate", "stateMachineVersionArn",
        "stateMachineAliasArn", "mapRunArn", "traceHeader", "variableReferences", "revisionId",
        "encryptionConfiguration", "tracingConfiguration", "label", "description", "truncated", "pendingRedrive",
        "failuresNotRedrivable", "itemCount", "inspectionData", "assignedVariables", "assignedVariablesDetails",
        "stateMachineArn",
    ]

    init(_ normalise: JSONValue?) {
        boundWords = (normalise?["bound"]?.array ?? []).compactMap(\.string).sorted { $0.count > $1.count }
        freeWords = Set((normalise?["free"]?.array ?? []).compactMap(\.string)).union(["timestamp", "datetime", "date"])
    }

    /// The first difference; nil where there is none.
    mutating func difference(_ expected: JSONValue, _ actual: JSONValue?, at path: String = "$") -> String? {
        if case .string(let word) = expected, freeWords.contains(word) {
            return actual == nil ? "\(path): missing" : nil
        }
        guard let actual else { return "\(path): missing, expected \(expected.serialized().prefix(200))" }
        switch (expected, actual) {
        case (.object, .string(let text)), (.array, .string(let text)):
            guard let value = try? JSONValue.parse(text) else { return "\(path): \(text.prefix(200)) is no JSON" }
            return difference(expected, value, at: path)
        case (.object(let wanted), .object(let found)): return difference(wanted, found, path)
        case (.array(let wanted), .array(let found)):
            if wanted.count != found.count { return "\(path): \(wanted.count) elements expected, \(found.count) found" }
            for place in wanted.indices {
                if let fault = difference(wanted[place], found[place], at: "\(path)[\(place)]") { return fault }
            }
            return nil
        case (.string(let wanted), .string(let found)):
            if matches(wanted, found) { return nil }
            if let a = try? JSONValue.parse(wanted), let b = try? JSONValue.parse(found),
                a.array != nil || a.object != nil
            {
                return difference(a, b, at: path)
            }
            return "\(path): expected '\(wanted.prefix(300))', found '\(found.prefix(300))'"
        default:
            return expected == actual
                ? nil
                : "\(path): expected \(expected.serialized().prefix(200)), found \(actual.serialized().prefix(200))"
        }
    }

    private mutating func difference(_ wanted: JSONObject, _ found: JSONObject, _ path: String) -> String? {
        for member in wanted.members where member.key != "ResponseMetadata" {
            if let fault = difference(member.value, found[member.key], at: "\(path).\(member.key)") { return fault }
        }
        for member in found.members where wanted[member.key] == nil && !Self.younger.contains(member.key) {
            return "\(path).\(member.key): not expected"
        }
        return nil
    }

    // MARK: Placeholders

    private enum Part {
        case text([Character])
        case hole(String)
        case anything
    }

    private mutating func matches(_ expected: String, _ actual: String) -> Bool {
        if expected == actual { return true }
        var trial = bound
        guard Self.match(parts(of: Array(expected))[...], Array(actual)[...], &trial) else { return false }
        bound = trial
        return true
    }

    private func parts(of text: [Character]) -> [Part] {
        var parts: [Part] = []
        var plain: [Character] = []
        var place = 0
        func flush() {
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = []
        }
        while place < text.count {
            if let word = word(in: text, at: place) {
                flush()
                parts.append(freeWords.contains(word) ? .anything : .hole(word))
                place += word.count
            } else {
                plain.append(text[place])
                place += 1
            }
        }
        flush()
        return parts
    }

    private func word(in text: [Character], at place: Int) -> String? {
        let rest = text[place...]
        if rest.first == "<", let end = rest.firstIndex(of: ">"), end > place + 1,
            rest[(place + 1)..<end].allSatisfy({ $0.isLetter || $0.isNumber || "_ .-:".contains($0) })
        {
            return String(rest[place...end])
        }
        for word in boundWords + ["111111111111"] where rest.starts(with: word) { return word }
        let isInside = place > 0 && (text[place - 1].isLetter || text[place - 1].isNumber || text[place - 1] == "_")
        return isInside ? nil : freeWords.first { rest.starts(with: $0) }
    }

    private static func match(
        _ parts: ArraySlice<Part>, _ text: ArraySlice<Character>, _ bound: inout [String: String]
    ) -> Bool {
        guard let part = parts.first else { return text.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .text(let plain):
            return text.starts(with: plain) && match(rest, text.dropFirst(plain.count), &bound)
        case .hole(let name):
            if let value = bound[name] {
                return text.starts(with: value) && match(rest, text.dropFirst(value.count), &bound)
            }
            return tryLengths(rest, text, bound) { length, trial in trial[name] = String(text.prefix(length)) }
                .map { bound = $0 } != nil
        case .anything:
            return tryLengths(rest, text, bound) { _, _ in }.map { bound = $0 } != nil
        }
    }

    private static func tryLengths(
        _ rest: ArraySlice<Part>, _ text: ArraySlice<Character>, _ bound: [String: String],
        _ take: (Int, inout [String: String]) -> Void
    ) -> [String: String]? {
        guard !text.isEmpty else { return nil }
        for length in 1...text.count {
            var trial = bound
            take(length, &trial)
            if match(rest, text.dropFirst(length), &trial) { return trial }
        }
        return nil
    }
}
