import JSON

/// A service's endpoints as its rule set (Smithy's Endpoint Rules Engine 1.0) describes them: where a request goes and
/// how it is signed, by region, by parameters of the operation (a bucket, an access point's ARN, a global endpoint) and
/// by settings.
struct EndpointRules: Sendable {
    private let parameters: JSONObject
    private let rules: [JSONValue]
    private let partitions: [JSONValue]

    /// Parameters and what conditions assigned; what has no value is absent.
    typealias Scope = [String: JSONValue]

    struct Result: Equatable {
        var url: String
        var authSchemes: [JSONValue]?
        var headers: [AWSRequest.Header]
    }

    /// Why there is no endpoint, in the rule set's words.
    struct Failure: Error, Equatable {
        var message: String
    }

    /// - Parameters:
    ///   - document: `endpoint-rule-set-1.json`; nil where it is none.
    ///   - partitions: `partitions.json`.
    init?(_ document: JSONValue, partitions: JSONValue) {
        guard let parameters = document["parameters"]?.object, let rules = document["rules"]?.array else { return nil }
        self.parameters = parameters
        self.rules = rules
        self.partitions = partitions["partitions"]?.array ?? []
    }

    /// The parameters by name, with the name of the setting that each is built into.
    var parameterNames: [(name: String, builtIn: String?)] {
        parameters.members.map { ($0.key, $0.value["builtIn"]?.string) }
    }

    func resolve(_ given: Scope) throws(Failure) -> Result {
        var scope: Scope = [:]
        for parameter in parameters.members {
            if let value = given[parameter.key] ?? parameter.value["default"] {
                scope[parameter.key] = value
            } else if parameter.value["required"]?.bool == true {
                throw Failure(message: "Invalid Configuration: Missing \(parameter.key)")
            }
        }
        guard let result = try first(of: rules, scope) else {
            throw Failure(message: "No rule for an endpoint matches.")
        }
        return result
    }

    /// Of the first rule whose conditions hold.
    private func first(of rules: [JSONValue], _ scope: Scope) throws(Failure) -> Result? {
        for rule in rules {
            var inner = scope
            guard try holds(rule["conditions"]?.array ?? [], &inner) else { continue }
            switch rule["type"]?.string {
            case "tree": if let found = try first(of: rule["rules"]?.array ?? [], inner) { return found }
            case "endpoint": return try endpoint(rule["endpoint"] ?? [:], inner)
            case "error":
                throw Failure(message: try value(rule["error"] ?? "", inner)?.string ?? "There is no endpoint.")
            default: throw Failure(message: "Unknown kind of rule: \(rule["type"]?.string ?? "none")")
            }
        }
        return nil
    }

    private func holds(_ conditions: [JSONValue], _ scope: inout Scope) throws(Failure) -> Bool {
        for condition in conditions {
            guard let result = try call(condition, scope), result != .bool(false) else { return false }
            if let name = condition["assign"]?.string { scope[name] = result }
        }
        return true
    }

    private func endpoint(_ definition: JSONValue, _ scope: Scope) throws(Failure) -> Result {
        guard let url = try value(definition["url"] ?? "", scope)?.string else {
            throw Failure(message: "An endpoint's URL isn't a text.")
        }
        var headers: [AWSRequest.Header] = []
        for header in definition["headers"]?.object?.members ?? [] {
            if let first = header.value[0], let text = try value(first, scope)?.string {
                headers.append(.init(name: header.key, value: text))
            }
        }
        let schemes = try (definition["properties"]?["authSchemes"]).map { value throws(Failure) in
            try filled(value, scope)
        }
        return Result(url: url, authSchemes: schemes?.array, headers: headers)
    }

    /// Templates at any depth.
    private func filled(_ document: JSONValue, _ scope: Scope) throws(Failure) -> JSONValue {
        switch document {
        case .string(let text): return .string(try template(text, scope))
        case .array(let elements):
            return .array(try elements.map { element throws(Failure) in try filled(element, scope) })
        case .object(let object):
            var result = object
            for member in object.members { result[member.key] = try filled(member.value, scope) }
            return .object(result)
        default: return document
        }
    }

    // MARK: Expressions

    /// A reference, a call, or a literal with templates in it; nil: not set.
    private func value(_ expression: JSONValue, _ scope: Scope) throws(Failure) -> JSONValue? {
        if let name = expression["ref"]?.string { return scope[name] }
        if expression["fn"] != nil { return try call(expression, scope) }
        guard let text = expression.string else { return expression }
        return .string(try template(text, scope))
    }

    private func call(_ expression: JSONValue, _ scope: Scope) throws(Failure) -> JSONValue? {
        guard let name = expression["fn"]?.string, let arguments = expression["argv"]?.array else {
            throw Failure(message: "A condition calls no function.")
        }
        var values: [JSONValue?] = []
        for argument in arguments { values.append(try value(argument, scope)) }
        return try EndpointFunction(partitions: partitions).call(name, values)
    }

    /// `{name}` and `{name#attribute}`; `{{` and `}}` are braces.
    private func template(_ text: String, _ scope: Scope) throws(Failure) -> String {
        guard text.contains("{") || text.contains("}") else { return text }
        var result = ""
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            result += rest[..<brace]
            let after = rest.index(after: brace)
            if after < rest.endIndex, rest[after] == rest[brace] {
                result.append(rest[brace])
                rest = rest[rest.index(after: after)...]
                continue
            }
            guard rest[brace] == "{", let end = rest[after...].firstIndex(of: "}") else {
                throw Failure(message: "A template has a brace without another: \(text)")
            }
            let path = rest[after..<end].split(separator: "#")
            var found = path.first.flatMap { scope[String($0)] }
            for name in path.dropFirst() { found = found?[String(name)] }
            guard let found else { throw Failure(message: "A template names what isn't set: \(text)") }
            result += found.string ?? found.serialized()
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
