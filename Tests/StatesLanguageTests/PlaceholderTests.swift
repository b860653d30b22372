import StatesLanguage
import Testing

/// `${Name}` that nobody has filled yet.
struct PlaceholderTests {
    private static let open = """
        {"StartAt": "${Start}", "States": {
          "A": {"Type": "Task", "Resource": "${Function}", "TimeoutSeconds": "${Limit}", "Next": "${Next}",
                "Parameters": {"a.$": "${Path}"}},
          "B": {"Type": "Wait", "Timestamp": "${Moment}", "End": true}}}
        """

    @Test func tolerated() {
        #expect(DefinitionValidator.validate(Self.open, rules: DecodingRules(toleratesPlaceholders: true)).isEmpty)
        #expect(!DefinitionValidator.validate(Self.open).isEmpty)
    }

    @Test(arguments: [
        ("${A}", "1"), ("x${A}${B}y", "x1${A}y"), ("${C}", "${C}"), ("$A ${", "$A ${"), ("$${A}", "$1"), ("", ""),
    ]) func filled(_ text: String, _ expected: String) {
        #expect(Placeholder.fill(text, with: ["A": "1", "B": "${A}"]) == expected)
    }
}
