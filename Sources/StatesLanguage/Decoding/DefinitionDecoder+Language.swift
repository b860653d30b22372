import JSON

extension DefinitionDecoder {
    /// The query language of a state: its own, or that of the machine. A word that AWS doesn't know is noted, and read
    /// as JSONata, as AWS reads it.
    mutating func queryLanguage(of state: JSONObject, at path: DefinitionPath) -> QueryLanguage {
        guard state["QueryLanguage"] != nil else { return machineLanguage }
        guard let text = word("QueryLanguage", of: QueryLanguage.allCases.map(\.rawValue), in: state, at: path),
            let language = QueryLanguage(rawValue: text)
        else { return .jsonata }
        if machineLanguage == .jsonata, language == .jsonPath {
            refuse(
                "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at: path,
                target: path.appending("QueryLanguage"),
                cure: "write this state in JSONata, or set the QueryLanguage of single states instead of the machine's")
        }
        return language
    }

    /// Notes fields of the other query language.
    mutating func checkLanguage(of object: JSONObject, _ language: QueryLanguage, at path: DefinitionPath) {
        let (foreign, other) =
            language == .jsonata
            ? (StateFields.jsonPathOnly, QueryLanguage.jsonPath) : (StateFields.jsonataOnly, QueryLanguage.jsonata)
        for member in object.members where foreign.contains(member.key) {
            refuse(
                "The QueryLanguage is set to '\(language.rawValue)', but field '\(member.key)' is only supported for the "
                    + "'\(other.rawValue)' QueryLanguage",
                at: path, target: path.appending(member.key), atName: true,
                cure: FieldCounterpart.cure(for: member.key, in: language))
        }
    }
}

/// What takes the place of a field in the other query language.
enum FieldCounterpart {
    static func cure(for field: String, in language: QueryLanguage) -> String? {
        switch (field, language) {
        case ("Parameters", .jsonata): "use 'Arguments' ('Output' in a Pass, 'ItemSelector' in a Map)"
        case ("InputPath", .jsonata): "use '$states.input' in an expression"
        case ("OutputPath", .jsonata), ("ResultPath", .jsonata), ("ResultSelector", .jsonata), ("Result", .jsonata):
            "use 'Output'"
        case ("ItemsPath", .jsonata): "use 'Items'"
        case ("Variable", .jsonata), ("And", .jsonata), ("Or", .jsonata), ("Not", .jsonata): "use 'Condition'"
        case ("Arguments", .jsonPath): "use 'Parameters', or set \"QueryLanguage\": \"JSONata\""
        case ("Output", .jsonPath): "use 'ResultSelector' and 'OutputPath', or set \"QueryLanguage\": \"JSONata\""
        case ("Items", .jsonPath): "use 'ItemsPath', or set \"QueryLanguage\": \"JSONata\""
        case ("Condition", .jsonPath): "use 'Variable' and a comparison, or set \"QueryLanguage\": \"JSONata\""
        case (_, .jsonata) where field.hasSuffix("Path"): "use '\(field.dropLast(4))' with an expression"
        default: nil
        }
    }
}
