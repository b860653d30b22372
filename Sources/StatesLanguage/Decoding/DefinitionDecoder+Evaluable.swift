import JSON

extension DefinitionDecoder {
    /// A whole number, its `…Path` twin, or an expression; nil where the field is absent or at fault.
    mutating func number(
        _ field: String, in object: JSONObject, at location: DefinitionPath, _ language: QueryLanguage,
        minimum: Int64, maximum: Int64 = .max
    ) -> Evaluable<Int64>? {
        let place = location.appending(field)
        if let path: Evaluable<Int64> = pathTwin(of: field, in: object, at: location, language) { return path }
        guard let value = object[field] else { return nil }
        if let expression: Evaluable<Int64> = expression(value, at: place, language) { return expression }
        if language == .jsonata, value.string?.hasPrefix("{%") == true { return nil }
        return integer(value, at: place, minimum: minimum, maximum: maximum).map { .literal($0) }
    }

    /// As ``number(_:in:at:_:minimum:maximum:)``, with a fraction.
    mutating func fraction(
        _ field: String, in object: JSONObject, at location: DefinitionPath, _ language: QueryLanguage,
        minimum: Double, maximum: Double
    ) -> Evaluable<Double>? {
        let place = location.appending(field)
        if let path: Evaluable<Double> = pathTwin(of: field, in: object, at: location, language) { return path }
        guard let value = object[field] else { return nil }
        if let expression: Evaluable<Double> = expression(value, at: place, language) { return expression }
        if language == .jsonata, value.string?.hasPrefix("{%") == true { return nil }
        return double(value, at: place, minimum: minimum, maximum: maximum).map { .literal($0) }
    }

    private mutating func pathTwin<Literal>(
        of field: String, in object: JSONObject, at location: DefinitionPath, _ language: QueryLanguage
    ) -> Evaluable<Literal>? {
        let twin = field + "Path"
        guard language == .jsonPath, object[twin] != nil, exclude([field, twin], in: object, at: location),
            let text = string(twin, in: object, at: location)
        else { return nil }
        return referencePath(text, at: location.appending(twin)).map { .path($0) }
    }

    /// The expression that a value of a JSONata state is; nil where it is none or can't be read.
    mutating func expression<Literal>(
        _ value: JSONValue, at place: DefinitionPath, _ language: QueryLanguage
    ) -> Evaluable<Literal>? {
        guard language == .jsonata, let text = value.string,
            case .expression(let expression) = embedded(text, at: place, .before)
        else { return nil }
        return .expression(expression)
    }
}
