import DefinitionFiles
import StatesLanguage
import Testing

/// Lines with a caret.
struct TextLinesTests {
    @Test func shortLine() throws {
        let lines = TextLines("a\r\n\tgröße: x\n")
        let excerpt = try #require(lines.excerpt(around: SourcePosition(line: 2, column: 11)))
        #expect(excerpt.text == " größe: x" && excerpt.caret == 8)
        #expect(!excerpt.isCutBefore && !excerpt.isCutBehind)
        #expect(lines.column(of: SourcePosition(line: 2, column: 11)) == 9)
        #expect(lines.excerpt(around: SourcePosition(line: 9, column: 1)) == nil)
    }

    @Test func longLine() throws {
        let line = String(repeating: "ü", count: 200) + "X" + String(repeating: "ö", count: 200)
        let excerpt = try #require(TextLines(line).excerpt(around: SourcePosition(line: 1, column: 401)))
        #expect(excerpt.isCutBefore && excerpt.isCutBehind)
        #expect(Array(excerpt.text.unicodeScalars)[excerpt.caret] == "X")
        #expect(!excerpt.text.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test(arguments: 380...420) func everyCut(_ column: Int) throws {
        let line = String(repeating: "aü", count: 300)
        let excerpt = try #require(TextLines(line).excerpt(around: SourcePosition(line: 1, column: column)))
        #expect(!excerpt.text.unicodeScalars.contains("\u{FFFD}"))
    }
}
