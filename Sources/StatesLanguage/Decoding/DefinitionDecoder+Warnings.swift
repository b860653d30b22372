import JSON

extension DefinitionDecoder {
    /// A text that reads like a path or a call stands where texts are taken as they are.
    mutating func warnOfMissingDollar(_ text: String, _ name: String, at location: DefinitionPath) {
        guard LooksLike.expression(text), !isOpen(text) else { return }
        warn(
            .noDollar, "No .$ on a field that appears to be a JSONPath or Intrinsic Function.",
            at: location.appending(name), cure: "write \"\(name).$\" if the value shall be evaluated")
    }

    /// A text that reads like a path stands in a field that has a twin for paths.
    mutating func warnOfMissingPath(_ text: String, at location: DefinitionPath) {
        guard LooksLike.path(text), !isOpen(text), case .member(let name)? = location.steps.last else { return }
        warn(
            .noPath, "Field value looks like a path, but field name does not end with 'Path'.", at: location,
            cure: "write \"\(name)Path\" if the value shall be read from there")
    }

    mutating func warnOfStaticPaths(in value: JSONValue, at location: DefinitionPath) {
        switch value {
        case .object(let object):
            for member in object.members {
                if member.key.hasSuffix(".$"), let text = member.value.string, LooksLike.expression(text) {
                    warn(
                        .passResultIsStatic, "Attempt to use a path in the result of a pass state.",
                        at: location.appending(member.key), cure: "use \"Parameters\" to evaluate paths")
                } else {
                    warnOfStaticPaths(in: member.value, at: location.appending(member.key))
                }
            }
        case .array(let elements):
            for (number, element) in elements.enumerated() {
                warnOfStaticPaths(in: element, at: location.appending(number))
            }
        default: break
        }
    }
}

enum LooksLike {
    /// `$.a`, `$$.State`, `States.Format(…)`.
    static func expression(_ text: String) -> Bool {
        path(text) || (text.hasPrefix("States.") && text.hasSuffix(")"))
    }

    static func path(_ text: String) -> Bool {
        text.hasPrefix("$.") || text.hasPrefix("$$.") || text.hasPrefix("$[")
    }
}
