import DefinitionFiles
import JSON
import StatesLanguage
import Testing

/// Definitions as people keep them.
struct DefinitionSourceTests {
    private static let yaml = """
        # An order.
        Comment: >-
          two
          lines
        StartAt: A
        States:
          A:
            Type: Wait
            Seconds: 3
            Next: "B"
          B:
            Type: Pass
            Parameters: {yes: yes, no: "3", größe.$: $.x, n: 1.50, t: true, e: , d: 2030-01-31}
            Nxet: C
        """

    @Test func yaml() throws {
        let source = try DefinitionSource(Self.yaml, format: .yaml)
        #expect(source.document["Comment"] == "two lines")
        #expect(
            source.document["States"]?["B"]?["Parameters"]
                == ["yes": "yes", "no": "3", "größe.$": "$.x", "n": 1.5, "t": true, "e": nil, "d": "2030-01-31"])
        let found = source.diagnostics()
        let unknown = try #require(found.first { $0.message.contains("Nxet") })
        #expect(unknown.position == SourcePosition(line: 14, column: 5))
        #expect(unknown.cure == "did you mean 'Next'?")
    }

    @Test func columnsAreBytes() throws {
        let text = "StartAt: A\nStates: {A: {Comment: größe, Type: Nope}}"
        let source = try DefinitionSource(text, format: .yaml)
        let position = try #require(source.diagnostics().first?.position)
        #expect(position == SourcePosition(line: 2, column: 38))
        #expect(TextLines(text).column(of: position) == 36)
    }

    struct Broken: Sendable {
        let text: String
        let format: DefinitionFormat
        let position: SourcePosition?
    }

    @Test(arguments: [
        Broken(text: "a: [1, 2", format: .yaml, position: SourcePosition(line: 2, column: 1)),
        Broken(text: "a: 1\na: 2", format: .yaml, position: SourcePosition(line: 1, column: 1)),
        Broken(text: "a: *b", format: .yaml, position: SourcePosition(line: 1, column: 4)),
        Broken(text: "{\"a\": 1,\n \"b\" 2}", format: .json, position: SourcePosition(line: 2, column: 6)),
    ]) func malformed(_ broken: Broken) {
        do throws(DefinitionSourceError) {
            _ = try DefinitionSource(broken.text, format: broken.format)
            Issue.record("no error")
        } catch {
            #expect(error.position == broken.position)
        }
    }

    @Test func aliasesOfAliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for number in 1...9 {
            let names = Array(repeating: "*a\(number - 1)", count: 10).joined(separator: ", ")
            text += "a\(number): &a\(number) [\(names)]\n"
        }
        #expect(throws: DefinitionSourceError.self) { try DefinitionSource(text, format: .yaml) }
    }

    @Test func mergedMembers() throws {
        let source = try DefinitionSource("base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}", format: .yaml)
        #expect(source.document["more"] == ["x": 1, "y": 3])
    }

    @Test func shortTagsStayOpen() throws {
        let source = try DefinitionSource("a: !GetAtt F.Arn\nb: !Sub 'x${Y}'\nc: !Ref Z", format: .yaml)
        #expect(source.document == ["a": "${F.Arn}", "b": "x${Y}", "c": "${Z}"])
    }

    @Test func substitutions() throws {
        let text = #"{"a": "x${A}y${B}", "n": ${N}, "o": ${O}, "s": "${N}"}"#
        let source = try DefinitionSource(text, format: .json, substitutions: ["A": "1", "N": "25"])
        #expect(source.document == ["a": "x1y${B}", "n": 25, "o": "${O}", "s": "25"])
        #expect(source.definition == #"{"a":"x1y${B}","n":25,"o":"${O}","s":"25"}"#)
        #expect(source.positions.position(of: DefinitionPath([.member("s")])) == SourcePosition(line: 1, column: 48))
    }

    @Test func definitionIsTheTextItself() throws {
        let text = #"{ "StartAt" : "A" }"#
        #expect(try DefinitionSource(text, format: .json).definition == text)
    }

    @Test(arguments: [
        ("a.asl.json", "", DefinitionFormat.json), ("a.YAML", "", .yaml), ("a.yml", "{}", .yaml),
        ("a.asl", " {", .json),
        ("a.asl", "StartAt: A", .yaml),
    ]) func formats(_ path: String, _ text: String, _ format: DefinitionFormat) {
        #expect(DefinitionFormat.of(path: path, text: text) == format)
    }

    @Test func stateNamesTwice() throws {
        let source = try DefinitionSource(
            #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}}"#, format: .json)
        let found = source.diagnostics()
        #expect(found.map(\.code) == [.duplicateStateName])
        #expect(found.first?.position == SourcePosition(line: 1, column: 55))
    }
}
