import JSON

/// Makes a JSONata state of a JSONPath one.
struct StateConversion {
    let name: String
    let place: String
    let state: JSONObject
    /// Fields that keep their name and value.
    private static let kept: Set<String> = [
        "Type", "Comment", "Resource", "Next", "End", "Default", "Retry", "TimeoutSeconds", "HeartbeatSeconds",
        "Seconds",
        "Timestamp", "MaxConcurrency", "Label", "Error", "Cause", "ToleratedFailureCount", "ToleratedFailurePercentage",
    ]
    /// `…Path` fields whose value is one number or text.
    private static let paths = [
        "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath", "ErrorPath",
        "CausePath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
    ]

    /// Those of a Map whose number may stand in a text under JSONPath, as in `"1"`; JSONata's fields take numbers alone.
    private static let numbersInTexts: Set<String> = [
        "MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "MaxItemsPath",
        "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath",
    ]

    private var type: String { state["Type"]?.string ?? "" }

    private func fail(_ field: String, _ message: String) -> ConversionProblem {
        ConversionProblem(place: "\(place)/\(field)", message: message)
    }

    func expression(_ text: String, root: String, field: String) throws(ConversionProblem) -> String {
        do throws(Untranslatable) {
            return try TemplateTranslation(root: root).expression(text)
        } catch {
            throw fail(field, error.message)
        }
    }

    /// What InputPath selects.
    private func effectiveInput() throws(ConversionProblem) -> String {
        guard let path = state["InputPath"] else { return "$states.input" }
        if path.isNull { return "{}" }
        return try expression(path.string ?? "", root: "$states.input", field: "InputPath")
    }

    /// - Parameter level: converts the states within a state.
    func converted(
        _ level: (JSONValue, String) throws(ConversionProblem) -> JSONValue
    ) throws(ConversionProblem) -> JSONObject {
        var result = JSONObject()
        for member in state.members where Self.kept.contains(member.key) {
            result[member.key] = member.key == "Retry" ? member.value : TemplateTranslation.literal(member.value)
        }
        let input = try effectiveInput()
        for field in Self.paths {
            guard let text = state[field]?.string else { continue }
            let usesRaw =
                field.hasPrefix("Timeout") || field.hasPrefix("Heartbeat") || field.hasPrefix("Error")
                || field.hasPrefix("Cause")
            let root = usesRaw ? "$states.input" : input
            let value = try expression(text, root: root, field: field)
            result[String(field.dropLast(4))] = TemplateTranslation.embedded(Self.number(value, field))
        }
        try convertInput(&result, input)
        if let credentials = state["Credentials"] {
            result["Credentials"] = try TemplateTranslation(root: "$states.input").template(
                credentials, at: "\(place)/Credentials")
        }
        try convertLevels(&result, input, level)
        try convertOutput(&result, input)
        if let catchers = state["Catch"]?.array {
            var converted: [JSONValue] = []
            for (number, catcher) in catchers.enumerated() { converted.append(try self.catcher(catcher, number)) }
            result["Catch"] = .array(converted)
        }
        return result
    }

    private func convertInput(_ result: inout JSONObject, _ input: String) throws(ConversionProblem) {
        guard type == "Task" || type == "Parallel" else { return }
        if let parameters = state["Parameters"] {
            result["Arguments"] = try TemplateTranslation(root: input).template(parameters, at: "\(place)/Parameters")
        } else if input != "$states.input" {
            result["Arguments"] = input == "{}" ? .object(JSONObject()) : TemplateTranslation.embedded(input)
        }
    }

    // MARK: Output

    private func convertOutput(_ result: inout JSONObject, _ input: String) throws(ConversionProblem) {
        switch type {
        case "Choice": try ChoiceConversion(state: self, input: input).convert(&result)
        case "Task", "Parallel", "Map", "Pass", "Wait", "Succeed": try convertResult(&result, input)
        default: break
        }
    }

    private func convertResult(_ result: inout JSONObject, _ input: String) throws(ConversionProblem) {
        let hasResult = ["Task", "Parallel", "Map"].contains(type)
        var value = hasResult ? "$states.result" : input
        /// The value as a template, where it is more than one expression.
        var template: JSONValue?
        if type == "Pass" {
            if let literal = state["Result"] {
                template = TemplateTranslation.literal(literal)
                value = literal.serialized()
            } else if let parameters = state["Parameters"] {
                template = try TemplateTranslation(root: input).template(parameters, at: "\(place)/Parameters")
                value = try TemplateTranslation(root: input).constructor(parameters, at: "\(place)/Parameters")
            }
        }
        if hasResult, let selector = state["ResultSelector"] {
            let translation = TemplateTranslation(root: "$states.result")
            template = try translation.template(selector, at: "\(place)/ResultSelector")
            value = try translation.constructor(selector, at: "\(place)/ResultSelector")
        }
        if let assign = state["Assign"] {
            let root = value.hasPrefix("$") ? value : "(\(value))"
            result["Assign"] = try TemplateTranslation(root: root).template(assign, at: "\(place)/Assign")
        }
        let combined = try self.combined(value, field: "ResultPath", with: state["ResultPath"])
        if combined != value { template = nil }
        guard let output = try selected(combined) else {
            result["Output"] = .object(JSONObject())
            return
        }
        if output != combined { template = nil }
        if let template {
            result["Output"] = template
        } else if output != (hasResult ? "$states.result" : "$states.input") {
            result["Output"] = TemplateTranslation.embedded(output)
        }
    }

    /// What OutputPath selects; nil where it is null.
    func selected(_ value: String) throws(ConversionProblem) -> String? {
        guard let path = state["OutputPath"] else { return value }
        if path.isNull { return nil }
        guard let text = path.string, text != "$" else { return value }
        let root = value.hasPrefix("$states.") ? value : "(\(value))"
        return try expression(text, root: root, field: "OutputPath")
    }

    /// The input with a value at a reference path.
    func combined(_ value: String, field: String, with path: JSONValue?) throws(ConversionProblem) -> String {
        guard let path else { return value }
        if path.isNull { return "$states.input" }
        guard let text = path.string, text != "$" else { return value }
        var names: [String] = []
        var scanner = TextScanner(String(text.dropFirst()))
        while let next = scanner.next {
            scanner.advance()
            if next == "." {
                names.append(scanner.prefix { $0 != "." && $0 != "[" })
            } else if next == "[", scanner.next == "'" || scanner.next == "\"",
                let name = try? scanner.quoted(unescapes: false),
                scanner.take("]")
            {
                names.append(name)
            } else {
                throw fail(field, "'\(text)' sets an element of an array, which JSONata has no short way to say")
            }
        }
        return Self.merging(value, at: names[...], into: "$states.input")
    }

    private static func merging(_ value: String, at names: ArraySlice<String>, into object: String) -> String {
        guard let first = names.first else { return value }
        let key = JSONValue.string(first).serialized()
        let inner = merging(value, at: names.dropFirst(), into: "\(object).\(PathTranslation.name(first))")
        return "$merge([\(object), {\(key): \(inner)}])"
    }

    private static func number(_ value: String, _ field: String) -> String {
        numbersInTexts.contains(field) ? "$number(\(value))" : value
    }

    private func catcher(_ catcher: JSONValue, _ number: Int) throws(ConversionProblem) -> JSONValue {
        guard var result = catcher.object else { return catcher }
        let path = result["ResultPath"]
        result["ResultPath"] = nil
        let field = "Catch[\(number)]/ResultPath"
        let output = try combined("$states.errorOutput", field: field, with: path)
        if output != "$states.errorOutput" { result["Output"] = TemplateTranslation.embedded(output) }
        if let assign = result["Assign"] {
            result["Assign"] = try TemplateTranslation(root: "$states.errorOutput").template(
                assign, at: "\(place)/Catch[\(number)]/Assign")
        }
        return .object(result)
    }

    // MARK: Levels

    private func convertLevels(
        _ result: inout JSONObject, _ input: String, _ level: (JSONValue, String) throws(ConversionProblem) -> JSONValue
    ) throws(ConversionProblem) {
        if let branches = state["Branches"]?.array {
            var converted: [JSONValue] = []
            for (number, branch) in branches.enumerated() {
                converted.append(try level(branch, "\(place)/Branches[\(number)]"))
            }
            result["Branches"] = .array(converted)
        }
        guard type == "Map" else { return }
        for field in ["ItemProcessor", "Iterator"] {
            guard let processor = state[field] else { continue }
            result["ItemProcessor"] = try level(processor, "\(place)/\(field)")
        }
        if let path = state["ItemsPath"]?.string, path != "$" || input != "$states.input" {
            result["Items"] = TemplateTranslation.embedded(try expression(path, root: input, field: "ItemsPath"))
        } else if input != "$states.input" {
            result["Items"] = TemplateTranslation.embedded(input)
        }
        let template = TemplateTranslation(root: input)
        for field in ["ItemSelector", "Parameters"] {
            guard let selector = state[field] else { continue }
            result["ItemSelector"] = try template.template(selector, at: "\(place)/\(field)")
        }
        for field in ["ItemReader", "ResultWriter", "ItemBatcher"] {
            guard let part = state[field]?.object else { continue }
            result[field] = .object(try distributed(part, field, template))
        }
    }

    /// ItemReader, ResultWriter and ItemBatcher: `Parameters` become `Arguments`, `…Path` fields expressions.
    private func distributed(
        _ part: JSONObject, _ field: String, _ template: TemplateTranslation
    ) throws(ConversionProblem) -> JSONObject {
        var result = JSONObject()
        for member in part.members {
            let inner = "\(field)/\(member.key)"
            switch member.key {
            case "Parameters": result["Arguments"] = try template.template(member.value, at: "\(place)/\(inner)")
            case "BatchInput": result[member.key] = try template.template(member.value, at: "\(place)/\(inner)")
            case "ReaderConfig", "WriterConfig":
                result[member.key] = .object(try distributed(member.value.object ?? JSONObject(), inner, template))
            case _ where member.key.hasSuffix("Path"):
                let text = member.value.string ?? ""
                let value = try expression(text, root: "$states.input", field: inner)
                result[String(member.key.dropLast(4))] = TemplateTranslation.embedded(Self.number(value, member.key))
            default: result[member.key] = member.value
            }
        }
        return result
    }
}

/// The rules of a Choice.
struct ChoiceConversion {
    let state: StateConversion
    let input: String

    func convert(_ result: inout JSONObject) throws(ConversionProblem) {
        let root = input == "{}" ? "({})" : input
        let output = try state.selected(input)
        let shown: JSONValue? =
            output == nil
            ? .object(JSONObject())
            : output == "$states.input" ? Optional.none : TemplateTranslation.embedded(output ?? "")
        var rules: [JSONValue] = []
        for (number, rule) in (state.state["Choices"]?.array ?? []).enumerated() {
            guard let object = rule.object else { continue }
            var converted = JSONObject()
            converted["Comment"] = object["Comment"]
            do throws(Untranslatable) {
                let condition = try ChoiceTranslation(paths: PathTranslation(root: root)).condition(object)
                converted["Condition"] = TemplateTranslation.embedded(condition)
            } catch {
                throw ConversionProblem(place: "\(state.place)/Choices[\(number)]", message: error.message)
            }
            converted["Next"] = object["Next"]
            if let assign = object["Assign"] {
                converted["Assign"] = try TemplateTranslation(root: "$states.input").template(
                    assign, at: "\(state.place)/Choices[\(number)]/Assign")
            }
            converted["Output"] = shown
            rules.append(.object(converted))
        }
        result["Choices"] = .array(rules)
        result["Output"] = shown
        if let assign = state.state["Assign"] {
            result["Assign"] = try TemplateTranslation(root: "$states.input").template(
                assign, at: "\(state.place)/Assign")
        }
    }
}
