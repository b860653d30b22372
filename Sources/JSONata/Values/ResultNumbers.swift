import JSON

/// The numbers of a result as they are written.
///
/// A number that isn't finite is null, as in JavaScript. On AWS it is its name as a string, a whole number past 64 bits has Java's
/// notation, and a number that passed through as text is written anew (`1.0` as `1`).
struct ResultNumbers {
    let dialect: JSONataDialect

    func written(_ value: JSONValue) -> JSONValue { changed(value) ?? value }

    /// Nil where nothing changes: then the value is not copied.
    private func changed(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .double(let number): return changed(number)
        case .decimal(let text):
            if dialect == .jsonata { return nil }
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

    private func changed(_ number: Double) -> JSONValue? {
        if dialect == .jsonata {
            if number.isFinite { return nil }
            return JSONValue.null
        }
        if number.isNaN { return .string("NaN") }
        if number.isInfinite { return .string(number < 0 ? "-Infinity" : "Infinity") }
        let isLargeWhole = number.magnitude >= 0x1p63
        return isLargeWhole ? .decimal(NumberText.java(number)) : nil
    }
}
