import Foundation
import JSON
import JSONata

/// `fermata jsonata --jsonl`: a case a line, an answer a line.
struct JSONataLines {
    let dialect: JSONataDialect
    let seed: UInt64?

    func answerStandardInput() {
        while let line = readLine() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            FileHandle.standardOutput.write(Data((answer(line).serialized() + "\n").utf8))
        }
    }

    /// The answer to one line.
    func answer(_ line: String) -> JSONValue {
        var reply = JSONObject()
        do throws(JSONParseError) {
            let fields = try JSONValue.parse(line)
            reply["id"] = fields["id"]
            guard let text = fields["expr"]?.string else {
                reply["error"] = Self.invalid("A line has an \"expr\".")
                return .object(reply)
            }
            evaluate(text, fields, into: &reply)
        } catch {
            reply["error"] = Self.invalid("The line is not JSON: \(error)")
        }
        return .object(reply)
    }

    private func evaluate(_ text: String, _ fields: JSONValue, into reply: inout JSONObject) {
        var limits: JSONataLimits = dialect == .states ? .states : .default
        if let depth = fields["depth"]?.integer { limits.depth = Int(max(0, min(depth, 1 << 30))) }
        if let milliseconds = fields["timelimit"]?.integer { limits.milliseconds = UInt64(max(0, milliseconds)) }
        var bindings: [String: JSONValue] = [:]
        for member in fields["bindings"]?.object?.members ?? [] { bindings[member.key] = member.value }
        do throws(JSONataError) {
            let expression = try JSONataExpression(text, dialect: dialect)
            let result = try expression.evaluate(
                fields["data"], bindings: bindings, limits: limits, environment: .current(seed: seed))
            switch result {
            case .value(let value): reply["result"] = value
            case .undefined, .function: reply["undefined"] = true
            }
        } catch {
            reply["error"] = .object(
                JSONObject([
                    ("code", .string(error.code)), ("message", .string(error.message)),
                    ("position", .int(Int64(error.position))),
                    ("token", error.token.map { JSONValue.string($0) } ?? .null),
                ]))
        }
    }

    private static func invalid(_ message: String) -> JSONValue {
        ["code": "InvalidCase", "message": .string(message), "position": 0, "token": nil]
    }
}
