import JSON

/// The text of a definition, read as JSON and within AWS's size limit; what it says is checked elsewhere.
struct DefinitionDocument {
    let root: JSONObject

    private init(root: JSONObject) { self.root = root }

    static func read(_ source: String) -> Result<DefinitionDocument, InvalidDefinition> {
        guard source.utf8.count <= DecodingRules.definitionSizeLimit else {
            return .failure(
                .single(
                    .schemaValidationFailed,
                    "Definition exceeds the maximum size of \(DecodingRules.definitionSizeLimit) bytes"))
        }
        guard source.utf8.contains(where: { !JSONBlank.contains($0) }) else { return .failure(.notAnObject) }
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONValue.parse(source)
        } catch {
            return .failure(InvalidDefinition(diagnostics: [MalformedJSON.diagnostic(of: error, in: source)]))
        }
        guard let root = value.object else { return .failure(.notAnObject) }
        return .success(DefinitionDocument(root: root))
    }
}

private enum JSONBlank {
    static func contains(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}

extension InvalidDefinition {
    static let notAnObject = single(.schemaValidationFailed, "Definition must be a valid JSON object")

    static func single(_ code: Diagnostic.Code, _ message: String) -> InvalidDefinition {
        InvalidDefinition(diagnostics: [Diagnostic(code: code, message: message, location: nil)])
    }
}
