import Engine
import Foundation
import JSON
import StepFunctionsAPI

/// Plays the calls of a case against an engine in this process.
struct CasePlayer {
    private let api: StepFunctionsAPI
    private let scope = Scope()
    private let engine: Engine
    private var answers: [String: JSONValue] = [:]
    private var failures: [String: (operation: String, body: JSONValue)] = [:]
    private var names: [String: String] = [:]

    struct Stuck: Error, CustomStringConvertible {
        let description: String
    }

    init() async throws {
        let fixture = try await APIFixture()
        engine = fixture.engine
        api = fixture.api
    }

    /// The first difference; nil where all is as recorded. What botocore itself refuses is left out.
    mutating func play(_ recorded: RecordedCase) async throws -> String? {
        for step in recorded.body["calls"]?.array ?? [] {
            if step["wait"] != nil { try await wait(step) } else { try await call(step) }
        }
        var recording = Recording(recorded.body["normalise"])
        for check in recorded.body["checks"]?.array ?? [] {
            guard let key = check["key"]?.string, let expected = recorded.body["expected"]?[key],
                !expected.serialized().contains("Parameter validation failed"), let source = check["from"],
                let found = value(source)
            else { continue }
            if let fault = recording.difference(expected, found) { return "\(key): \(fault)" }
        }
        return nil
    }

    func close() async { await engine.shutdown() }

    // MARK: Calls

    private mutating func call(_ step: JSONValue) async throws {
        guard let id = step["id"]?.string, let operation = step["op"]?.string else { return }
        let parameters = try fill(step["params"] ?? [:])
        let answer = await send(operation, parameters)
        if answer.status == 200 {
            answers[id] = answer.body
            failures[id] = nil
        } else {
            failures[id] = (operation, answer.body)
        }
    }

    private func send(_ operation: String, _ parameters: JSONValue) async -> (status: Int, body: JSONValue) {
        let answer = await api.respond(
            target: "AWSStepFunctions.\(operation)", body: parameters.serializedBytes(), scope: scope)
        return (answer.status, (try? JSONValue.parse(answer.bytes)) ?? .null)
    }

    private mutating func wait(_ step: JSONValue) async throws {
        let arn = try fill(step["executionArn"] ?? .null)
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if step["wait"]?.string == "terminal" {
                let status = await send("DescribeExecution", ["executionArn": arn]).body["status"]?.string
                if let status, status != "RUNNING" { return }
            } else {
                let events = await send("GetExecutionHistory", ["executionArn": arn]).body["events"]?.array ?? []
                if Int64(events.count) >= step["count"]?.integer ?? 1 { return }
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Stuck(description: "\(arn.serialized()) did not get to '\(step["wait"]?.string ?? "")'")
    }

    // MARK: What a check looks at

    /// nil where nothing was recorded of it.
    private func value(_ source: JSONValue) -> JSONValue? {
        if let parts = source["object"]?.object {
            var object = JSONObject()
            for part in parts.members {
                guard let value = value(part.value) else { return nil }
                object[part.key] = value
            }
            return .object(object)
        }
        if let parts = source["list"]?.array {
            let values = parts.compactMap(value)
            return values.count == parts.count ? .array(values) : nil
        }
        guard let id = source["call"]?.string else { return nil }
        let path = source["path"]?.array ?? []
        switch source["part"]?.string ?? "response" {
        case "exception":
            return failures[id].map {
                .string(
                    "An error occurred (\($0.body.exception)) when calling the \($0.operation) operation: "
                        + "\($0.body["message"]?.string ?? "")")
            }
        case "exception_type": return failures[id].map { .string($0.body.exception) }
        case "error":
            return failures[id].map { failure in
                let message = failure.body["message"] ?? .null
                return ["Error": ["Code": .string(failure.body.exception), "Message": message], "message": message]
            }
        default:
            return path.reduce(answers[id]) { value, step in
                step.string.map { value?[$0] } ?? step.integer.map { value?[Int($0)] } ?? nil
            }
        }
    }

    // MARK: References

    private mutating func fill(_ value: JSONValue) throws -> JSONValue {
        switch value {
        case .string(let text): return .string(try fill(text))
        case .array(let elements):
            var filled: [JSONValue] = []
            for element in elements { filled.append(try fill(element)) }
            return .array(filled)
        case .object(let object):
            var filled = JSONObject()
            for member in object.members { filled[try fill(member.key)] = try fill(member.value) }
            return .object(filled)
        default: return value
        }
    }

    private mutating func fill(_ text: String) throws -> String {
        var filled = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            filled += rest[..<start.lowerBound]
            let name = String(rest[start.upperBound..<end])
            filled += try reference(name) ?? "${\(name)}"
            rest = rest[rest.index(after: end)...]
        }
        return filled + rest
    }

    private mutating func reference(_ name: String) throws -> String? {
        if name == "account" { return scope.account }
        if name == "region" { return scope.region }
        if name == "role" { return "arn:aws:iam::\(scope.account):role/conformance" }
        if name.hasPrefix("now+") {
            let days = Double(name.dropFirst(4).dropLast()) ?? 0
            return Date(timeIntervalSinceNow: days * 86_400).ISO8601Format()
        }
        if name.first == "u", Int(name.dropFirst()) != nil {
            let made = names[name] ?? String(UUIDText.random().prefix(8))
            names[name] = made
            return made
        }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let first = parts[0].first, "csx".contains(first), Int(parts[0].dropFirst()) != nil
        else { return nil }
        var value = answers[parts[0]]
        for step in parts[1].split(separator: ".") { value = Int(step).map { value?[$0] } ?? value?[String(step)] }
        guard let text = value?.string else {
            throw Stuck(description: "\(name) is not there: \(failures[parts[0]]?.body.serialized() ?? "")")
        }
        return text
    }
}

extension JSONValue {
    /// The name of the exception in the body of an error.
    fileprivate var exception: String {
        self["__type"]?.string?.split(separator: "#").last.map(String.init) ?? ""
    }
}
