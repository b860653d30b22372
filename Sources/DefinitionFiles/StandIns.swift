import JSON

extension DefinitionSource {
    /// The definition with something in the place of each `${Name}` that was not filled in, so that it can be studied: a
    /// function or an activity for a Resource, a number where one must be. Never what is deployed.
    public var studied: String {
        guard text.contains("${") else { return definition }
        return StandIns.filling(document, of: nil).serialized()
    }
}

private enum StandIns {
    /// Fields that need a number, by how their names end.
    private static let numbers: [(ending: String, value: JSONValue)] = [
        ("Seconds", 60), ("MaxAttempts", 3), ("MaxConcurrency", 10), ("BackoffRate", 2), ("MaxItems", 1000),
        ("MaxItemsPerBatch", 10), ("MaxInputBytesPerBatch", 1024), ("ToleratedFailurePercentage", 5),
        ("ToleratedFailureCount", 5),
    ]
    /// CloudFormation's own.
    private static let pseudo = ["AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "000000000000"]

    static func filling(_ value: JSONValue, of field: String?) -> JSONValue {
        switch value {
        case .string(let text): return filling(text, of: field ?? "")
        case .array(let elements): return .array(elements.map { filling($0, of: nil) })
        case .object(let object):
            return .object(
                JSONObject(
                    uniqueMembers: object.members.map { .init(key: $0.key, value: filling($0.value, of: $0.key)) }))
        default: return value
        }
    }

    private static func filling(_ source: String, of field: String) -> JSONValue {
        guard source.contains("${") else { return .string(source) }
        var text = source
        for (name, value) in pseudo { text = text.replacing("${\(name)}", with: value) }
        guard text.hasPrefix("${"), text.hasSuffix("}") else {
            return .string(field == "Resource" ? withoutMarks(text) : text)
        }
        if let number = numbers.first(where: { field.hasSuffix($0.ending) }) { return number.value }
        guard field == "Resource" else { return .string(text) }
        let name = withoutMarks(text)
        let isActivity = name.lowercased().contains("activity")
        let region = "us-east-1:000000000000"
        return .string(
            isActivity ? "arn:aws:states:\(region):activity:\(name)" : "arn:aws:lambda:\(region):function:\(name)")
    }

    /// The names alone, with what a resource's name may have.
    private static func withoutMarks(_ text: String) -> String {
        text.replacing("${", with: "").filter { $0.isLetter || $0.isNumber || "-_:/.#".contains($0) }
    }
}
