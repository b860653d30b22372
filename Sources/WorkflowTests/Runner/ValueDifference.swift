import JSON

/// Where a value is not as expected.
public struct ValueDifference: Sendable, Equatable {
    /// `$.items[2].price`.
    public let path: String
    public let message: String
}

/// Compares a value with one of a test file, in which `{% %}` stands for a predicate on `$value`.
struct ValueComparison {
    var scope: MockScope
    /// Members that nobody expects are no difference.
    var isPartial = false

    func differences(_ expected: JSONValue, _ actual: JSONValue?, at path: String = "$") -> [ValueDifference] {
        if let text = expected.string, text.hasPrefix("{%"), text.hasSuffix("%}") {
            return predicate(text, actual, at: path)
        }
        guard let actual else {
            return [.init(path: path, message: "expected \(Self.short(expected)), but it is absent")]
        }
        switch (expected, actual) {
        case (.object(let wanted), .object(let found)):
            var result = wanted.members.flatMap {
                differences($0.value, found[$0.key], at: Self.member($0.key, of: path))
            }
            if !isPartial {
                for member in found.members where wanted[member.key] == nil {
                    result.append(
                        .init(
                            path: Self.member(member.key, of: path), message: "unexpected: \(Self.short(member.value))")
                    )
                }
            }
            return result
        case (.array(let wanted), .array(let found)):
            var result = zip(wanted, found).enumerated().flatMap { place, pair in
                differences(pair.0, pair.1, at: "\(path)[\(place)]")
            }
            if wanted.count != found.count {
                result.append(.init(path: path, message: "expected \(wanted.count) elements, got \(found.count)"))
            }
            return result
        default:
            if expected == actual { return [] }
            return [.init(path: path, message: "expected \(Self.short(expected)), got \(Self.short(actual))")]
        }
    }

    private func predicate(_ text: String, _ actual: JSONValue?, at path: String) -> [ValueDifference] {
        var scope = scope
        scope.bindings["value"] = actual
        do throws(MockTemplateError) {
            let verdict = try MockTemplate(.string(text)).value(in: scope)
            if verdict.bool == true { return [] }
            let got = actual.map(Self.short) ?? "nothing"
            let said = verdict.bool == false ? "" : " (it gave \(Self.short(verdict)), not true)"
            return [.init(path: path, message: "\(text) does not hold for \(got)\(said)")]
        } catch {
            return [.init(path: path, message: error.message)]
        }
    }

    static func member(_ name: String, of path: String) -> String {
        let isPlain =
            !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
        return isPlain ? "\(path).\(name)" : "\(path)[\(JSONValue.string(name).serialized())]"
    }

    static func short(_ value: JSONValue) -> String {
        let text = value.serialized()
        return text.count > 160 ? text.prefix(157) + "…" : text
    }
}
