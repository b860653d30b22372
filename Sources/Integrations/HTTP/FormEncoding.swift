import JSON

/// `Transform.RequestBodyEncoding: URL_ENCODED` of an HTTP Task.
struct FormEncoding {
    /// `RequestEncodingOptions.ArrayFormat`.
    enum ArrayFormat: String {
        case indices = "INDICES"
        case `repeat` = "REPEAT"
        case commas = "COMMAS"
        case brackets = "BRACKETS"
        case none = "NONE"
    }

    let arrays: ArrayFormat

    func text(_ body: JSONValue) -> String {
        var pairs: [(String, String)] = []
        for member in body.object?.members ?? [] { append(member.value, member.key, to: &pairs) }
        return pairs.map { "\(PercentEncoding.encode($0.0, keeping: "[]"))=\(PercentEncoding.encode($0.1))" }
            .joined(separator: "&")
    }

    private func append(_ value: JSONValue, _ name: String, to pairs: inout [(String, String)]) {
        switch value {
        case .null: break
        case .object(let object):
            for member in object.members { append(member.value, "\(name)[\(member.key)]", to: &pairs) }
        case .array(let elements):
            switch arrays {
            case .commas: pairs.append((name, elements.map { $0.string ?? $0.serialized() }.joined(separator: ",")))
            case .none: pairs.append((name, value.serialized()))
            case .indices:
                for (place, element) in elements.enumerated() { append(element, "\(name)[\(place)]", to: &pairs) }
            case .repeat: for element in elements { append(element, name, to: &pairs) }
            case .brackets: for element in elements { append(element, "\(name)[]", to: &pairs) }
            }
        default: pairs.append((name, value.string ?? value.serialized()))
        }
    }
}
