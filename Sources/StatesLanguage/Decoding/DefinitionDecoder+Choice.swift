import JSON

extension DefinitionDecoder {
    mutating func choice(_ object: JSONObject, _ scope: StateScope, into node: inout StateNode) -> ChoiceState? {
        let path = scope.path
        let before = findings.count
        require(["Choices"], in: object, at: path)
        let choices = array("Choices", in: object, at: path)
        if choices?.isEmpty == true { refuse("Value cannot be empty", at: path.appending("Choices")) }
        var rules: [ChoiceRule] = []
        for (number, value) in (choices ?? []).enumerated() {
            let place = path.appending("Choices").appending(number)
            guard let rule = value.object else {
                expect("Object", at: place)
                continue
            }
            if let rule = choiceRule(rule, at: place, scope, into: &node) { rules.append(rule) }
        }
        var defaultTarget: StateIndex?
        if let name = string("Default", in: object, at: path) {
            guard let found = target(name, at: path.appending("Default"), scope, into: &node) else { return nil }
            defaultTarget = found
        }
        guard let choices, rules.count == choices.count, !hasErrors(since: before) else { return nil }
        return ChoiceState(rules: rules, defaultTarget: defaultTarget)
    }

    private static let jsonataRuleFields: Set<String> = ["Condition", "Next", "Assign", "Output", "Comment"]
    private static let selectors = ["And", "Or", "Not", "Variable", "Condition"]

    private mutating func choiceRule(
        _ object: JSONObject, at path: DefinitionPath, _ scope: StateScope, into node: inout StateNode
    ) -> ChoiceRule? {
        let before = findings.count
        require(["Next"], in: object, at: path)
        checkLanguage(of: object, scope.language, at: path)
        let next = string("Next", in: object, at: path).flatMap {
            target($0, at: path.appending("Next"), scope, into: &node)
        }
        let condition: ChoiceRule.Condition?
        switch scope.language {
        case .jsonPath:
            condition = dataTest(object, at: path, isTop: true).map(ChoiceRule.Condition.comparison)
        case .jsonata:
            // Fields of the other language were noted already, and the comparison with its Variable.
            let foreign = StateFields.jsonPathOnly.union(object["Variable"] == nil ? [] : Comparison.fields)
            checkNames(of: object, allowed: Self.jsonataRuleFields.union(foreign), at: path)
            condition = self.condition(of: object, at: path).map(ChoiceRule.Condition.boolean)
        }
        let assign = assign(of: object, at: path, scope.language, .before)
        var output: JSONataTemplate?
        if scope.language == .jsonata, let value = object["Output"] {
            output = jsonata(value, at: path.appending("Output"), .before)
        }
        guard let next, let condition, !hasErrors(since: before) else { return nil }
        return ChoiceRule(condition: condition, next: next, assign: assign, output: output)
    }

    private mutating func condition(of object: JSONObject, at path: DefinitionPath) -> Evaluable<Bool>? {
        guard let value = object["Condition"] else {
            if !Self.selectors.contains(where: { object[$0] != nil }) { refuseSelectors(of: object, at: path) }
            return nil
        }
        let place = path.appending("Condition")
        switch value {
        case .bool(let value): return .literal(value)
        case .string(let text):
            switch embedded(text, at: place, .before) {
            case .expression(let expression): return .expression(expression)
            case .invalid: return nil
            case .none:
                if isOpen(text) { return nil }
                expect("Boolean", at: place)
                return nil
            }
        default:
            expect("Boolean", at: place)
            return nil
        }
    }

    private mutating func refuseSelectors(of object: JSONObject, at path: DefinitionPath) {
        refuse(
            "The object must have only one of the following fields, [\(Self.selectors.joined(separator: ", "))]",
            at: path)
    }

    /// A comparison or a combination of such (ASL spec, "Choice State").
    private mutating func dataTest(_ object: JSONObject, at path: DefinitionPath, isTop: Bool) -> DataTest? {
        let present = Self.selectors.filter { object[$0] != nil }
        guard present.count == 1, let selector = present.first else {
            if !(isTop && present.contains("Condition")) { refuseSelectors(of: object, at: path) }
            return nil
        }
        var allowed: Set<String> = isTop ? [selector, "Comment", "Next", "Assign"] : [selector, "Comment"]
        if isTop { allowed.insert("Condition") }
        if selector == "Variable" { allowed.formUnion(Comparison.fields) }
        checkNames(of: object, allowed: allowed, at: path)
        switch selector {
        case "And": return combination(selector, of: object, at: path).map(DataTest.and)
        case "Or": return combination(selector, of: object, at: path).map(DataTest.or)
        case "Not":
            guard let inner = objectField("Not", in: object, at: path) else { return nil }
            return dataTest(inner, at: path.appending("Not"), isTop: false).map(DataTest.not)
        case "Variable": return comparison(object, at: path)
        default: return nil
        }
    }

    private mutating func combination(_ field: String, of object: JSONObject, at path: DefinitionPath) -> [DataTest]? {
        guard let values = array(field, in: object, at: path) else { return nil }
        let place = path.appending(field)
        guard !values.isEmpty else {
            refuse("Value cannot be empty", at: place)
            return nil
        }
        var tests: [DataTest] = []
        for (number, value) in values.enumerated() {
            guard let inner = value.object else {
                expect("Object", at: place.appending(number))
                continue
            }
            if let test = dataTest(inner, at: place.appending(number), isTop: false) { tests.append(test) }
        }
        return tests.count == values.count ? tests : nil
    }

    private mutating func comparison(_ object: JSONObject, at path: DefinitionPath) -> DataTest? {
        let variable = string("Variable", in: object, at: path).flatMap {
            referencePath($0, at: path.appending("Variable"))
        }
        let present = object.members.filter { Comparison.fields.contains($0.key) }
        guard let member = present.first, present.count == 1, let comparison = Comparison(field: member.key) else {
            refuseOperators(present.map(\.key), at: path)
            return nil
        }
        let operand = self.operand(member.value, of: comparison, at: path.appending(member.key))
        guard let variable, let operand else { return nil }
        return .comparison(variable: variable, comparison.operator, operand: operand)
    }

    private mutating func refuseOperators(_ present: [String], at path: DefinitionPath) {
        if present.isEmpty {
            refuse(
                "This object should have only one of the following fields: [\(Comparison.list)]", at: path,
                cure: "add a comparison, such as \"StringEquals\"")
        } else {
            refuse(
                "There should only be one of the following fields: [\(Comparison.list)]", at: path,
                target: path.appending(present[1]), atName: true,
                cure: "join comparisons by \"And\" or \"Or\"")
        }
    }

    private mutating func operand(
        _ value: JSONValue, of comparison: Comparison, at place: DefinitionPath
    ) -> DataTest.Operand? {
        if let text = value.string, isOpen(text) { return nil }
        if comparison.isPath {
            guard let text = value.string else {
                expect("String", at: place)
                return nil
            }
            return referencePath(text, at: place).map(DataTest.Operand.path)
        }
        switch comparison.operand {
        case .text:
            guard let text = value.string else { return refuseOperand("String", at: place) }
            warnOfMissingPath(text, at: place)
        case .number:
            guard value.isNumber else { return refuseOperand("Number", at: place) }
        case .boolean:
            guard value.bool != nil else { return refuseOperand("Boolean", at: place) }
        case .timestamp:
            guard let text = value.string else { return refuseOperand("String", at: place) }
            guard RFC3339.accepts(text) else {
                refuse("String does not match RFC3339 timestamp", at: place)
                return nil
            }
        }
        return .literal(value)
    }

    private mutating func refuseOperand(_ type: String, at place: DefinitionPath) -> DataTest.Operand? {
        expect(type, at: place)
        return nil
    }
}
