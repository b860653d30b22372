public import JSON

/// Makes a JSONata definition of a JSONPath one: equal in what it does, state by state.
public enum Converter {
    /// The document in JSONata.
    ///
    /// What can't be converted is left out of the answer and named, each with its place; the document is nil then.
    public static func jsonata(_ document: JSONValue) -> (document: JSONValue?, problems: [ConversionProblem]) {
        var problems: [ConversionProblem] = []
        let language = document["QueryLanguage"]?.string ?? "JSONPath"
        var root = level(document, at: "", language: language, &problems)
        if language == "JSONPath", case .object(var object) = root {
            var members: [(String, JSONValue)] = []
            object["QueryLanguage"] = nil
            for member in object.members {
                if member.key == "StartAt" { members.append(("QueryLanguage", "JSONata")) }
                members.append((member.key, member.value))
            }
            root = .object(JSONObject(members))
        }
        return (problems.isEmpty ? Optional(root) : Optional.none, problems)
    }

    private static func level(
        _ value: JSONValue, at place: String, language: String, _ problems: inout [ConversionProblem]
    ) -> JSONValue {
        guard var object = value.object, let states = object["States"]?.object else { return value }
        var converted: [(String, JSONValue)] = []
        for member in states.members {
            let inner = "\(place)/States/\(member.key)"
            converted.append((member.key, state(member.key, member.value, at: inner, language: language, &problems)))
        }
        object["States"] = .object(JSONObject(converted))
        return .object(object)
    }

    private static func state(
        _ name: String, _ value: JSONValue, at place: String, language: String, _ problems: inout [ConversionProblem]
    ) -> JSONValue {
        guard var state = value.object else { return value }
        let own = state["QueryLanguage"]?.string ?? language
        if own == "JSONata" {
            // Its own fields stay; levels below it are of its language too, unless they say otherwise.
            state["QueryLanguage"] = nil
            if let branches = state["Branches"]?.array {
                state["Branches"] = .array(
                    branches.enumerated().map {
                        level($1, at: "\(place)/Branches[\($0)]", language: language, &problems)
                    })
            }
            if let processor = state["ItemProcessor"] {
                state["ItemProcessor"] = level(processor, at: "\(place)/ItemProcessor", language: language, &problems)
            }
            return .object(state)
        }
        var found: [ConversionProblem] = []
        do throws(ConversionProblem) {
            let conversion = StateConversion(name: name, place: place, state: state)
            let result = try conversion.converted { (inner, at) throws(ConversionProblem) in
                level(inner, at: at, language: language, &found)
            }
            problems += found
            return .object(result)
        } catch {
            problems += found + [error]
            return value
        }
    }
}
