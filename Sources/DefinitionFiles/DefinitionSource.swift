public import JSON
public import StatesLanguage

/// A definition as someone keeps it: JSON or YAML, with `${Name}` for what is filled in later.
public struct DefinitionSource: Sendable {
    /// As it was given.
    public let text: String
    public let format: DefinitionFormat
    /// What it says, with the substitutions in place.
    public let document: JSONValue
    /// Places in ``text``.
    public let positions: any SourceMap & Sendable
    /// The text that ``positions`` are of, where it is JSON.
    private let json: String?
    private let isUnchanged: Bool

    /// - Parameter substitutions: Values for `${Name}` by name; what has none stays open.
    /// - Throws: where the text is no JSON or no YAML.
    public init(
        _ text: String, format: DefinitionFormat, substitutions: [String: String] = [:]
    ) throws(DefinitionSourceError) {
        self.text = text
        self.format = format
        let read: JSONValue
        switch format {
        case .json:
            let bare = BarePlaceholders(text)
            do throws(JSONParseError) {
                read = bare.restoring(in: try JSONValue.parse(bare.text), substitutions: substitutions)
            } catch {
                throw DefinitionSourceError(error, in: text)
            }
            positions = JSONSourceMap(bare.text)
            json = bare.text
            isUnchanged = !bare.isAny && substitutions.isEmpty
        case .yaml:
            let yaml = try YAMLDocument(text)
            read = yaml.value
            positions = yaml.positions
            json = nil
            isUnchanged = false
        }
        document = substitutions.isEmpty ? read : Substitutions(substitutions).filling(read)
    }

    /// The definition as the API takes it: the text itself where it is JSON that needed no filling.
    public var definition: String { isUnchanged ? text : document.serialized() }

    /// Everything that is wrong with it. Open placeholders are tolerated, and all faults shown at once.
    public func diagnostics(type: StateMachineType = .standard) -> [Diagnostic] {
        DefinitionValidator.validate(
            document, source: json, rules: DecodingRules(type: type, toleratesPlaceholders: true, reportsAll: true),
            positions: positions)
    }
}
