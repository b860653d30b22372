import JSON

/// Results as AWS writes them: a number that isn't finite is its name as a string, a whole number past 64 bits has Java's notation,
/// and a number that passed through as text is written anew (`1.0` as `1`).
enum StatesResult {
    static func json(_ value: JSONValue) -> JSONValue { changed(value) ?? value }

    /// Nil where nothing changes: then the value is not copied.
    private static func changed(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .double(let number): return changed(number)
        case .decimal(let text):
            let number = Double(text) ?? .nan
            return changed(number) ?? Value.json(number: number)
        case .array(let elements):
            var result: [JSONValue]?
            for index in elements.indices {
                guard let element = changed(elements[index]) else { continue }
                if result == nil { result = elements }
                result?[index] = element
            }
            return result.map { .array($0) }
        case .object(let object):
            var members: [JSONObject.Member]?
            for index in object.members.indices {
                guard let value = changed(object.members[index].value) else { continue }
                if members == nil { members = object.members }
                members?[index].value = value
            }
            return members.map { .object(JSONObject(uniqueMembers: $0)) }
        default: return nil
        }
    }

    private static func changed(_ number: Double) -> JSONValue? {
        if number.isNaN { return .string("NaN") }
        if number.isInfinite { return .string(number < 0 ? "-Infinity" : "Infinity") }
        let isLargeWhole = number.magnitude >= 0x1p63
        return isLargeWhole ? .decimal(NumberText.java(number)) : nil
    }
}
