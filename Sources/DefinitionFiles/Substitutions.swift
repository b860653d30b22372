import JSON
import StatesLanguage

/// Values for `${Name}`, as `DefinitionSubstitutions` of SAM and CloudFormation give them.
struct Substitutions {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    func filling(_ value: JSONValue) -> JSONValue {
        value.mappingStrings { .string(Placeholder.fill($0, with: values)) }
    }
}

extension JSONValue {
    /// The value with every string in it, names of members aside, replaced.
    func mappingStrings(_ change: (String) -> JSONValue) -> JSONValue {
        switch self {
        case .string(let text): change(text)
        case .array(let elements): .array(elements.map { $0.mappingStrings(change) })
        case .object(let object):
            .object(
                JSONObject(
                    uniqueMembers: object.members.map {
                        JSONObject.Member(key: $0.key, value: $0.value.mappingStrings(change))
                    }))
        default: self
        }
    }
}
