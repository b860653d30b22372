import Foundation
import JSON
import JSONata
import Testing

/// What once crashed under the fuzzer (`Fuzzing/FailCases/jsonata`) ends with a result or an error.
@Suite struct FailCaseTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzzing/FailCases/jsonata")

    private static var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).filter { $0.hasSuffix(".json") }
    }

    @Test func thereAreSome() { #expect(!Self.names.isEmpty) }

    @Test(arguments: names)
    func endsInOrder(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let fields = try JSONValue.parse(text)
        let source = try #require(fields["expr"]?.string)
        let dialect: JSONataDialect = fields["dialect"]?.string == "states" ? .states : .jsonata
        do throws(JSONataError) {
            let expression = try JSONataExpression(source, dialect: dialect)
            _ = try expression.evaluate(
                fields["data"], bindings: ["states": ["input": fields["data"] ?? .null]], environment: .test)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }
}
