import JSON

/// The form bodies of the protocols `query` and `ec2`.
struct QueryForm {
    private let reader: ParameterReader
    private let isEC2: Bool
    private(set) var fields: [(name: String, value: String)] = []

    init(_ reader: ParameterReader, isEC2: Bool) {
        self.reader = reader
        self.isEC2 = isEC2
    }

    var encoded: String {
        fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }

    mutating func append(_ value: JSONValue, _ shape: Shape, prefix: String) throws(ParameterError) {
        switch shape.kind {
        case .structure:
            for member in try reader.members(value, of: shape) {
                let name = self.name(of: member.shape, or: member.name)
                try append(member.value, member.shape, prefix: prefix.isEmpty ? name : "\(prefix).\(name)")
            }
        case .list: try appendList(value, shape, prefix: prefix)
        case .map: try appendMap(value, shape, prefix: prefix)
        default: append(prefix, try reader.scalarText(value, of: shape, timestamps: "iso8601"))
        }
    }

    private func name(of shape: Shape, or name: String) -> String {
        guard isEC2 else { return shape.locationName ?? name }
        if let queryName = shape.trait("queryName")?.string { return queryName }
        guard let location = shape.locationName else { return name }
        return location.prefix(1).uppercased() + location.dropFirst()
    }

    private mutating func appendList(_ value: JSONValue, _ shape: Shape, prefix: String) throws(ParameterError) {
        guard let element = shape.element else { return }
        let elements = try reader.elements(value)
        // An empty list is sent as such, or the service couldn't tell it from none.
        if elements.isEmpty, !isEC2 { append(prefix, "") }
        var base = prefix
        if !isEC2 {
            if !shape.flag("flattened") {
                base += "." + (element.locationName ?? "member")
            } else if let name = element.locationName {
                base = (prefix.split(separator: ".", omittingEmptySubsequences: false).dropLast() + [Substring(name)])
                    .joined(separator: ".")
            }
        }
        for (place, one) in elements.enumerated() { try append(one, element, prefix: "\(base).\(place + 1)") }
    }

    private mutating func appendMap(_ value: JSONValue, _ shape: Shape, prefix: String) throws(ParameterError) {
        guard let key = shape.key, let type = shape.value else { return }
        let base = shape.flag("flattened") ? prefix : "\(prefix).entry"
        for (place, entry) in try reader.entries(value).enumerated() {
            append("\(base).\(place + 1).\(key.locationName ?? "key")", entry.key)
            try append(entry.value, type, prefix: "\(base).\(place + 1).\(type.locationName ?? "value")")
        }
    }
}
