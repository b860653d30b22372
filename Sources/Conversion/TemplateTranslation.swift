import JSON

/// Makes JSONata of payload templates: `{% %}` in their strings, or one expression for the whole.
struct TemplateTranslation {
    /// What `$` stands for.
    let root: String

    private var paths: PathTranslation { PathTranslation(root: root) }

    /// The expression of a path or of a call.
    func expression(_ text: String) throws(Untranslatable) -> String {
        text.hasPrefix("$")
            ? try paths.expression(text) : try IntrinsicTranslation(paths: paths).expression(text)
    }

    /// `{% … %}`.
    static func embedded(_ expression: String) -> JSONValue { .string("{% \(expression) %}") }

    /// A template with `{% %}`; a fault names the member at fault.
    func template(_ value: JSONValue, at place: String) throws(ConversionProblem) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [(String, JSONValue)] = []
            for (key, isDynamic, value) in Self.ordered(object) {
                if isDynamic {
                    members.append((key, Self.embedded(try self.dynamic(value, at: "\(place)/\(key).$"))))
                } else {
                    members.append((key, try template(value, at: "\(place)/\(key)")))
                }
            }
            return .object(JSONObject(members))
        case .array(let elements):
            var parts: [JSONValue] = []
            for (number, element) in elements.enumerated() {
                parts.append(try template(element, at: "\(place)[\(number)]"))
            }
            return .array(parts)
        default: return Self.literal(value)
        }
    }

    /// A template as one expression. A missing value is a fault, as in a template, where JSONata would leave it out.
    func constructor(_ value: JSONValue, at place: String) throws(ConversionProblem) -> String {
        switch value {
        case .object(let object):
            var members: [String] = []
            for (key, isDynamic, value) in Self.ordered(object) {
                let name = JSONValue.string(key).serialized()
                if isDynamic {
                    members.append("\(name): \(Self.required(try self.dynamic(value, at: "\(place)/\(key).$")))")
                } else {
                    members.append("\(name): \(try constructor(value, at: "\(place)/\(key)"))")
                }
            }
            return "{\(members.joined(separator: ", "))}"
        case .array(let elements):
            var parts: [String] = []
            for (number, element) in elements.enumerated() {
                parts.append(try constructor(element, at: "\(place)[\(number)]"))
            }
            return "[\(parts.joined(separator: ", "))]"
        default: return value.serialized()
        }
    }

    private func dynamic(_ value: JSONValue, at place: String) throws(ConversionProblem) -> String {
        guard let text = value.string else {
            throw ConversionProblem(place: place, message: "the value is no path and no call")
        }
        do throws(Untranslatable) {
            return try expression(text)
        } catch {
            throw ConversionProblem(place: place, message: error.message)
        }
    }

    static func required(_ expression: String) -> String {
        guard !expression.hasPrefix("["), expression.hasPrefix("$"), !expression.hasSuffix(")"),
            expression != "$states.input", expression != "$states.result"
        else { return expression }
        return
            "($exists(\(expression)) ? \(expression) : $error(\"nothing at \(expression.filter { $0 != "\"" && $0 != "\\" })\"))"
    }

    /// Members as AWS writes them: the static ones before those with `.$`.
    private static func ordered(_ object: JSONObject) -> [(String, Bool, JSONValue)] {
        let fixed = object.members.filter { !$0.key.hasSuffix(".$") }.map { ($0.key, false, $0.value) }
        let dynamic = object.members.filter { $0.key.hasSuffix(".$") }.map {
            (String($0.key.dropLast(2)), true, $0.value)
        }
        return fixed + dynamic
    }

    /// A value in which no text is taken for an expression.
    static func literal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("{%") && text.hasSuffix("%}"): embedded(value.serialized())
        case .array(let elements): .array(elements.map(literal))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, literal($0.value)) }))
        default: value
        }
    }
}
