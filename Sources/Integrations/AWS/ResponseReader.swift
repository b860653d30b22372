import JSON

/// Reads a service's answer as the result of a task.
struct ResponseReader {
    let operation: ServiceOperation
    let names: ResultWriter.Names

    init(_ operation: ServiceOperation, names: ResultWriter.Names = .sdk) {
        self.operation = operation
        self.names = names
    }

    enum Failure: Error { case garbage }

    func result(_ response: AWSResponse) throws(Failure) -> JSONValue {
        guard let output = operation.output else { return [:] }
        switch operation.model.wireProtocol {
        case .json:
            let body = try Self.json(response.body)
            return JSONReader(names: names).read(body, output)
        case .query, .ec2:
            guard let root = XMLElement.parse(response.body) else { throw .garbage }
            let start = operation.resultWrapper.map { root.child($0) } ?? root
            return start.map { XMLReader(names: names).structure($0, output) } ?? [:]
        case .restJSON, .restXML: return try rest(response, output)
        }
    }

    static func json(_ body: [UInt8]) throws(Failure) -> JSONValue {
        if body.isEmpty { return [:] }
        guard let value = try? JSONValue.parse(body) else { throw .garbage }
        return value
    }

    // MARK: REST

    private func rest(_ response: AWSResponse, _ output: Shape) throws(Failure) -> JSONValue {
        var members: [(name: String, value: JSONValue)] = []
        for member in output.members {
            if let value = fromHead(response, member.name, member.shape) { members.append((member.name, value)) }
        }
        var last: JSONObject.Member?
        if let name = output.payload, let shape = output.member(name) {
            if shape.isEventStream {
                last = nil
            } else if shape.kind == .blob || shape.kind == .string {
                last = .init(key: names.of(name), value: ResultWriter.blob(response.body))
            } else if !response.body.isEmpty {
                members.append((name, try body(response, shape)))
            }
        } else if !response.body.isEmpty, output.members.contains(where: { $0.shape.location == nil }) {
            for member in try body(response, output).object?.members ?? [] {
                members.append((member.key, member.value))
            }
        }
        guard case .object(var result) = names.structure(members) else { return [:] }
        // AWS shows the content of an object after what is said about it.
        if let last { result[last.key] = last.value }
        return .object(result)
    }

    private func body(_ response: AWSResponse, _ shape: Shape) throws(Failure) -> JSONValue {
        if operation.model.wireProtocol == .restJSON {
            return JSONReader(names: names).read(try Self.json(response.body), shape)
        }
        guard let root = XMLElement.parse(response.body) else { throw .garbage }
        return XMLReader(names: names).read([root], shape) ?? [:]
    }

    func fromHead(_ response: AWSResponse, _ name: String, _ shape: Shape) -> JSONValue? {
        let location = shape.locationName ?? name
        switch shape.location {
        case "statusCode": return .int(Int64(response.status))
        case "header":
            guard let text = response.header(location) else { return nil }
            if shape.kind == .list, let element = shape.element {
                return .array(Self.listItems(text, element).compactMap { ResultWriter.scalar($0, element, names) })
            }
            if shape.flag("jsonvalue") {
                return Base64.bytes(text).flatMap { try? JSONValue.parse($0) } ?? .string(text)
            }
            return ResultWriter.scalar(text, shape, names)
        case "headers":
            let prefix = location.lowercased()
            let found = response.headers.filter { $0.name.lowercased().hasPrefix(prefix) }
            return .object(
                JSONObject(found.map { (String($0.name.dropFirst(prefix.count)), .string($0.value)) }))
        default: return nil
        }
    }

    /// The items of a header's list; a date of HTTP has a comma of its own.
    private static func listItems(_ text: String, _ element: Shape) -> [String] {
        let parts = text.split(separator: ",").map { $0.drop { $0 == " " }.description }
        guard element.kind == .timestamp, element.timestampFormat == nil || element.timestampFormat == "rfc822" else {
            return parts
        }
        return stride(from: 0, to: parts.count - 1, by: 2).map { "\(parts[$0]), \(parts[$0 + 1])" }
    }
}

/// Values of JSON bodies.
struct JSONReader {
    let names: ResultWriter.Names

    func read(_ value: JSONValue, _ shape: Shape) -> JSONValue {
        switch shape.kind {
        case .structure:
            guard !shape.isDocument, case .object(let object) = value else { return value }
            return names.structure(
                shape.members.compactMap { member in
                    guard member.shape.location == nil,
                        let raw = object[member.shape.locationName ?? member.name], !raw.isNull
                    else { return nil }
                    return (member.name, read(raw, member.shape))
                })
        case .list:
            guard let element = shape.element, let array = value.array else { return value }
            return .array(array.map { $0.isNull ? .null : read($0, element) })
        case .map:
            guard let type = shape.value, case .object(let object) = value else { return value }
            return .object(
                JSONObject(
                    uniqueMembers: object.members.map {
                        .init(key: $0.key, value: $0.value.isNull ? .null : read($0.value, type))
                    }))
        case .timestamp: return names.time(value)
        case .blob: return value.string.flatMap(Base64.bytes).map(ResultWriter.blob) ?? value
        default: return value
        }
    }
}

/// Values of XML bodies.
struct XMLReader {
    let names: ResultWriter.Names

    func structure(_ element: XMLElement, _ shape: Shape) -> JSONValue {
        names.structure(
            shape.members.compactMap { member in
                guard member.shape.location == nil else { return nil }
                if member.shape.flag("xmlAttribute") {
                    let name = member.shape.locationName ?? member.name
                    return element.attributes[name].map { (member.name, .string($0)) }
                }
                let name = elementName(member.shape, or: member.name)
                let found = element.children.filter { $0.name == name }
                return found.isEmpty ? nil : read(found, member.shape).map { (member.name, $0) }
            })
    }

    /// `elements`: those of one name; several make a flattened list or map.
    func read(_ elements: [XMLElement], _ shape: Shape) -> JSONValue? {
        guard let first = elements.first else { return nil }
        switch shape.kind {
        case .structure: return structure(first, shape)
        case .list:
            guard let type = shape.element else { return nil }
            let items = shape.flag("flattened") ? elements : first.children
            return .array(items.compactMap { read([$0], type) })
        case .map:
            guard let key = shape.key, let type = shape.value else { return nil }
            let entries = shape.flag("flattened") ? elements : first.children
            return .object(
                JSONObject(
                    entries.compactMap { entry in
                        guard let name = entry.child(key.locationName ?? "key")?.text,
                            let content = entry.child(type.locationName ?? "value"), let value = read([content], type)
                        else { return nil }
                        return (name, value)
                    }))
        default: return ResultWriter.scalar(first.text, shape, names)
        }
    }

    private func elementName(_ shape: Shape, or name: String) -> String {
        if shape.kind == .list, shape.flag("flattened"), let item = shape.element?.locationName { return item }
        return shape.locationName ?? name
    }
}
