import JSON

/// Makes the request of an operation from a task's parameters, in the service's protocol.
struct RequestBuilder {
    let operation: ServiceOperation
    let reader: ParameterReader

    init(_ operation: ServiceOperation, idempotencyToken: String? = nil, hasPlainBody: Bool = false) {
        self.operation = operation
        reader = ParameterReader(idempotencyToken: idempotencyToken, hasPlainBody: hasPlainBody)
    }

    func request(_ parameters: JSONValue) throws(ParameterError) -> AWSRequest {
        var request: AWSRequest
        switch operation.model.wireProtocol {
        case .json: request = try jsonRequest(parameters)
        case .query, .ec2: request = try queryRequest(parameters)
        case .restJSON, .restXML: request = try RestRequest(operation, reader).request(parameters)
        }
        request.hostPrefix = try hostPrefix(parameters)
        try RequestChecksum(operation: operation, reader: reader).add(to: &request, parameters)
        return request
    }

    private func jsonRequest(_ parameters: JSONValue) throws(ParameterError) -> AWSRequest {
        let model = operation.model
        var request = AWSRequest()
        request.method = operation.method
        request.set("X-Amz-Target", "\(model.text("targetPrefix") ?? "").\(operation.name)")
        request.set("Content-Type", "application/x-amz-json-\(model.text("jsonVersion") ?? "1.0")")
        if model.isQueryCompatible { request.set("x-amzn-query-mode", "true") }
        guard let input = operation.input else {
            request.body = Array("{}".utf8)
            return request
        }
        request.body = try JSONBody(reader).value(parameters, input).serializedBytes()
        return request
    }

    private func queryRequest(_ parameters: JSONValue) throws(ParameterError) -> AWSRequest {
        var form = QueryForm(reader, isEC2: operation.model.wireProtocol == .ec2)
        form.append("Action", operation.name)
        form.append("Version", operation.model.text("apiVersion") ?? "")
        if let input = operation.input { try form.append(parameters, input, prefix: "") }
        var request = AWSRequest()
        request.method = operation.method
        request.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        request.body = Array(form.encoded.utf8)
        return request
    }

    /// `{AccountId}.` with the members that it names.
    private func hostPrefix(_ parameters: JSONValue) throws(ParameterError) -> String? {
        guard var prefix = operation.hostPrefix else { return nil }
        guard let input = operation.input, prefix.contains("{") else { return prefix }
        for member in try reader.members(parameters, of: input) where member.shape.flag("hostLabel") {
            let value = reader.text(member.value)
            let isLabel = value.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || UnicodeScalar(byte).properties.isAlphabetic || (48...57).contains(byte)
            }
            guard isLabel, !value.isEmpty else {
                throw ParameterError(
                    message: "The field '\(AWSNames.member(member.name))' can't be part of a host name")
            }
            prefix = Template.filled(prefix, "{\(member.name)}", value)
        }
        return prefix
    }

    /// Replacing of a placeholder.
    enum Template {
        static func filled(_ text: String, _ placeholder: String, _ value: String) -> String {
            guard let range = text.firstRange(of: placeholder) else { return text }
            return String(text[..<range.lowerBound]) + value
                + filled(String(text[range.upperBound...]), placeholder, value)
        }
    }
}
