import JSON
import JSONata
import Testing

/// The suite of jsonata-js, as it stands in ../shared.
@Suite(.enabled(if: SharedFolder.path != nil))
struct ConformanceTests {
    /// A line of the suite; its name is what a report shows.
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: JSONValue
        var testDescription: String { fields["id"]?.string ?? "?" }
        subscript(name: String) -> JSONValue? { fields[name] }
    }

    static let cases = SharedFolder.lines(of: "conformance/jsonata/cases.jsonl").map { Case(fields: $0) }

    static let recorded = SharedFolder.lines(of: "conformance/jsonpath/cases.jsonl")
        .filter { $0["lang"]?.string == "JSONata" }.map { Case(fields: $0) }

    private static func document(_ line: Case) throws -> JSONValue? {
        guard let name = line["dataset"]?.string else { return line["data"] }
        return SharedFolder.document("conformance/jsonata/datasets/\(name).json")
    }

    @Test(arguments: cases)
    func agrees(_ line: Case) throws {
        var bindings: [String: JSONValue] = [:]
        for member in line["bindings"]?.object?.members ?? [] { bindings[member.key] = member.value }
        var limits = JSONataLimits.default
        if let depth = line["depth"]?.integer { limits.depth = Int(depth) }
        // In place of a time limit, which would depend on the machine.
        if line["timelimit"] != nil, line["code"]?.string == "U1001" { limits.steps = 100_000 }
        do throws(JSONataError) {
            let result = try JSONataExpression(line["expr"]?.string ?? "").evaluate(
                try? Self.document(line), bindings: bindings, limits: limits, environment: .test)
            switch result {
            case .value(let value) where line["unordered"] != nil:
                #expect(Set(value.array ?? []) == Set(line["result"]?.array ?? []))
            case .value(let value): #expect(value == line["result"])
            case .undefined, .function: #expect(line["undefinedResult"] != nil)
            }
        } catch {
            #expect(error.code == line["code"]?.string)
            if let token = line["error"]?["token"]?.string { #expect(error.token == token) }
            if let message = line["error"]?["message"]?.string { #expect(error.message == message) }
        }
    }

    @Test func allCasesAreThere() { #expect(Self.cases.count >= 1263) }

    @Test(arguments: recorded)
    func recordedOnAWS(_ line: Case) throws {
        let states: JSONValue = ["input": line["input"] ?? .null]
        let expression = try JSONataExpression(line["expr"]?.string ?? "", dialect: .states)
        do throws(JSONataError) {
            let result = try expression.evaluate(
                nil, bindings: ["states": states], limits: .states, environment: .test)
            #expect(line["result"].map { result == .value($0) } == true)
        } catch {
            #expect(line["error"]?.string == "States.QueryEvaluationError")
            let cause = error.statesCause(expression: expression.source, field: "")
            #expect(cause.contains("threw an error during evaluation. \(error.code): "))
        }
    }
}
