import JSON

extension DefinitionDecoder {
    mutating func dataFlow(_ object: JSONObject, _ scope: StateScope) -> DataFlow? {
        switch scope.language {
        case .jsonPath: jsonPathFlow(object, scope).map(DataFlow.jsonPath)
        case .jsonata: jsonataFlow(object, scope).map(DataFlow.jsonata)
        }
    }

    private mutating func jsonPathFlow(_ object: JSONObject, _ scope: StateScope) -> JSONPathDataFlow? {
        let path = scope.path
        let input = dataPath("InputPath", of: object, at: path)
        let output = dataPath("OutputPath", of: object, at: path)
        let result = resultPath(of: object, at: path)
        let before = findings.count
        var flow = JSONPathDataFlow()
        // The Parameters of a Map are its ItemSelector's old name, and read there.
        if object["Type"]?.string != "Map", let parameters = object["Parameters"] {
            flow.parameters = payload(parameters, at: path.appending("Parameters"))
        }
        if let selector = object["ResultSelector"] {
            flow.resultSelector = payload(selector, at: path.appending("ResultSelector"))
        }
        if let assign = assignments(of: object, at: path) {
            flow.assign = payload(.object(assign), at: path.appending("Assign"))
        }
        guard let input, let output, let result, !hasErrors(since: before) else { return nil }
        (flow.inputPath, flow.outputPath, flow.resultPath) = (input, output, result)
        return flow
    }

    private mutating func jsonataFlow(_ object: JSONObject, _ scope: StateScope) -> JSONataDataFlow? {
        let path = scope.path
        let before = findings.count
        let use: ExpressionUse = ["Task", "Parallel", "Map"].contains(object["Type"]?.string) ? .result : .before
        var flow = JSONataDataFlow()
        if let arguments = object["Arguments"] {
            flow.arguments = jsonata(arguments, at: path.appending("Arguments"), .before)
        }
        if let output = object["Output"] { flow.output = jsonata(output, at: path.appending("Output"), use) }
        if let assign = assignments(of: object, at: path) {
            flow.assign = jsonata(.object(assign), at: path.appending("Assign"), use)
        }
        return hasErrors(since: before) ? nil : flow
    }

    /// `Assign` of a state, a Choice rule or a catcher.
    mutating func assign(
        of object: JSONObject, at path: DefinitionPath, _ language: QueryLanguage, _ use: ExpressionUse
    ) -> Template? {
        guard let assign = assignments(of: object, at: path) else { return nil }
        let place = path.appending("Assign")
        switch language {
        case .jsonPath: return payload(.object(assign), at: place).map(Template.jsonPath)
        case .jsonata: return jsonata(.object(assign), at: place, use).map(Template.jsonata)
        }
    }

    private mutating func assignments(of object: JSONObject, at path: DefinitionPath) -> JSONObject? {
        guard let assign = objectField("Assign", in: object, at: path) else { return nil }
        let place = path.appending("Assign")
        for member in assign.members {
            let name = member.key.hasSuffix(".$") ? String(member.key.dropLast(2)) : member.key
            if name == VariableName.reserved {
                note(
                    .reservedVariableName, "Cannot assign to reserved variable '$states'.", at: place,
                    target: place.appending(member.key), atName: true, cure: "choose another name")
            } else if !VariableName.isValid(name) {
                note(
                    .invalidVariableName,
                    "Invalid variable name '\(name)': the variable name contains invalid characters.", at: place,
                    target: place.appending(member.key), atName: true,
                    cure: "a name starts with a letter and has letters, digits and '_' only")
            } else if name.unicodeScalars.count > DecodingRules.variableNameLimit {
                note(
                    .invalidVariableName,
                    "Invalid variable name '\(name)': the variable name is longer than "
                        + "\(DecodingRules.variableNameLimit) characters.",
                    at: place, target: place.appending(member.key), atName: true)
            }
        }
        return assign
    }

    func hasErrors(since count: Int) -> Bool { findings.dropFirst(count).contains { $0.severity == .error } }
}
