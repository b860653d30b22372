import JSON

/// Requests of the protocols `rest-json` and `rest-xml`: members go to the path, the query, the headers and the body.
struct RestRequest {
    private let operation: ServiceOperation
    private let reader: ParameterReader

    init(_ operation: ServiceOperation, _ reader: ParameterReader) {
        self.operation = operation
        self.reader = reader
    }

    func request(_ parameters: JSONValue) throws(ParameterError) -> AWSRequest {
        var request = AWSRequest()
        request.method = operation.method
        let (path, fixedQuery) = splitURI()
        guard let input = operation.input else {
            request.path = path
            request.query = fixedQuery
            return request
        }
        var filled = path
        request.query = fixedQuery
        var body: [ParameterReader.Member] = []
        var payload: ParameterReader.Member?
        for member in try reader.members(parameters, of: input) {
            let name = member.shape.locationName ?? member.name
            switch member.shape.location {
            case "uri":
                let text = try reader.scalarText(member.value, of: member.shape, timestamps: "iso8601")
                if text.isEmpty { throw Self.missing(member.name) }
                filled = RequestBuilder.Template.filled(filled, "{\(name)}", PercentEncoding.encode(text))
                filled = RequestBuilder.Template.filled(
                    filled, "{\(name)+}", PercentEncoding.encode(text, keeping: "/~"))
            case "querystring": try append(member, name, to: &request)
            case "header": try setHeader(member, name, in: &request)
            case "headers":
                for entry in try reader.entries(member.value) {
                    request.set(name + entry.key, reader.text(entry.value))
                }
            default: if member.name == input.payload { payload = member } else { body.append(member) }
            }
        }
        if let open = filled.firstIndex(of: "{"), let close = filled[open...].firstIndex(of: "}") {
            let label = filled[filled.index(after: open)..<close].filter { $0 != "+" }
            let member = input.members.first { ($0.shape.locationName ?? $0.name) == label }
            throw Self.missing(member?.name ?? label)
        }
        request.path = filled
        try setBody(input, payload: payload, members: body, in: &request)
        return request
    }

    private static func missing(_ member: String) -> ParameterError {
        ParameterError(message: "The field '\(AWSNames.member(member))' is required but was missing")
    }

    /// The path with its placeholders, and the query that the model fixes.
    private func splitURI() -> (String, [AWSRequest.Query]) {
        let parts = operation.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return (operation.uri, []) }
        let query = parts[1].split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return AWSRequest.Query(name: sides[0], value: sides.count == 2 ? sides[1] : nil)
        }
        return (String(parts[0]), query)
    }

    private func append(
        _ member: ParameterReader.Member, _ name: String, to request: inout AWSRequest
    ) throws(ParameterError) {
        switch member.shape.kind {
        case .map:
            for entry in try reader.entries(member.value) {
                for value in entry.value.array ?? [entry.value] {
                    request.query.append(.init(name: entry.key, value: reader.text(value)))
                }
            }
        case .list:
            guard let element = member.shape.element else { return }
            for value in try reader.elements(member.value) {
                let text = try reader.scalarText(value, of: element, timestamps: "iso8601")
                request.query.append(.init(name: name, value: text))
            }
        default:
            let text = try reader.scalarText(member.value, of: member.shape, timestamps: "iso8601")
            request.query.append(.init(name: name, value: text))
        }
    }

    private func setHeader(
        _ member: ParameterReader.Member, _ name: String, in request: inout AWSRequest
    ) throws(ParameterError) {
        if member.shape.kind == .list {
            guard let element = member.shape.element else { return }
            let values = try reader.elements(member.value).map { value throws(ParameterError) in
                let text = try reader.scalarText(value, of: element, timestamps: "rfc822")
                guard element.kind == .string, text.contains(",") || text.contains("\"") else { return text }
                return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
                    + "\""
            }
            if !values.isEmpty { request.set(name, values.joined(separator: ",")) }
        } else if member.shape.flag("jsonvalue") {
            request.set(name, Base64.encoded(member.value.serializedBytes()))
        } else {
            request.set(name, try reader.scalarText(member.value, of: member.shape, timestamps: "rfc822"))
        }
    }

    private func setBody(
        _ input: Shape, payload: ParameterReader.Member?, members: [ParameterReader.Member],
        in request: inout AWSRequest
    ) throws(ParameterError) {
        let isJSON = operation.model.wireProtocol == .restJSON
        if let name = input.payload {
            let shape = input.member(name)
            if shape?.kind == .blob || shape?.kind == .string {
                request.body =
                    payload.map { shape?.kind == .blob ? reader.body($0.value) : reader.bytes($0.value) } ?? []
                return
            }
            if let payload {
                request.body =
                    isJSON
                    ? try JSONBody(reader).value(payload.value, payload.shape).serializedBytes()
                    : try XMLBody(reader).document(
                        payload.value, payload.shape, name: payload.shape.locationName ?? name)
            } else if isJSON {
                request.body = Array("{}".utf8)
            }
        } else if !members.isEmpty {
            request.body =
                isJSON
                ? try JSONBody(reader).structure(members).serializedBytes()
                : try XMLBody(reader).document(members, input, name: input.locationName ?? input.name)
        } else if isJSON, input.members.contains(where: { $0.shape.location == nil }) {
            request.body = Array("{}".utf8)
        }
        if isJSON, !request.body.isEmpty, request.header("Content-Type") == nil {
            request.set("Content-Type", "application/json")
        }
    }
}
