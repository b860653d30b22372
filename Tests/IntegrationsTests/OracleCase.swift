import Foundation
import JSON

@testable import Integrations

/// One line of what `scripts/aws-oracle.py` writes, and whether Fermata makes the same of it.
struct OracleCase {
    let service: String
    let action: String
    private let line: JSONValue

    init?(_ text: Substring) {
        guard let line = try? JSONValue.parse(String(text)), let id = line["service"]?.string,
            let action = line["action"]?.string
        else { return nil }
        self.line = line
        service = AWSNames.service(serviceID: id)
        self.action = action
    }

    enum Kind {
        case request
        case response
        case endpoint
    }

    var kind: Kind { line["request"] != nil ? .request : line["resolved"] != nil ? .endpoint : .response }

    /// nil: the same.
    func difference(_ catalog: ModelCatalog) async -> String? {
        guard let model = try? await catalog.service(service) else { return "no model" }
        guard let operation = model.operation(action) else { return "no operation" }
        switch kind {
        case .request: return requestDifference(operation)
        case .response: return responseDifference(operation)
        case .endpoint:
            guard let rules = try? await catalog.endpointRules(service) else { return "no rules" }
            return endpointDifference(operation, rules)
        }
    }

    // MARK: Endpoints

    /// Refusals need not have the same words: botocore has exceptions of its own for some.
    private func endpointDifference(_ operation: ServiceOperation, _ rules: EndpointRules) -> String? {
        guard let expected = line["resolved"], let region = line["region"]?.string else { return "no line" }
        let parameters = EndpointParameters(
            operation, line["parameters"] ?? [:], region: region, custom: line["custom"]?.string)
        let situation = "\(line["parameters"]?.serialized() ?? "") \(region) \(line["custom"]?.string ?? "AWS")"
        do {
            let result = try rules.resolve(parameters.values(for: rules))
            if result.url == expected["url"]?.string, result.authSchemes == expected["authSchemes"]?.array {
                return nil
            }
            return "\(situation): \(result) for \(expected.serialized())"
        } catch {
            return expected["error"] == nil ? "\(situation): \(error) for \(expected.serialized())" : nil
        }
    }

    // MARK: Requests

    private func requestDifference(_ operation: ServiceOperation) -> String? {
        guard let expected = line["request"], let parameters = line["parameters"] else { return "no line" }
        let request: AWSRequest
        do {
            request = try RequestBuilder(operation).request(parameters)
        } catch {
            return "\(error)"
        }
        if request.method != expected["method"]?.string { return "method \(request.method)" }
        if request.path != expected["path"]?.string {
            return "path \(request.path) for \(expected["path"]?.string ?? "")"
        }
        if request.hostPrefix != expected["hostPrefix"]?.string { return "host prefix \(request.hostPrefix ?? "none")" }
        let query = request.query.map { "\($0.name)=\($0.value ?? "")" }.sorted()
        let expectedQuery = pairs(expected["query"]).map { "\($0.0)=\(Self.number($0.1))" }.sorted()
        if query != expectedQuery { return "query \(query) for \(expectedQuery)" }
        return headerDifference(request, pairs(expected["headers"]))
            ?? bodyDifference(request, operation, expected["body"] ?? [:])
    }

    private func headerDifference(_ request: AWSRequest, _ expected: [(String, String)]) -> String? {
        for (name, value) in expected where request.header(name) != value {
            return "header \(name): \(request.header(name) ?? "none") for \(value)"
        }
        let names = Set(expected.map { $0.0.lowercased() } + ["content-md5"])
        let added = request.headers.filter {
            let name = $0.name.lowercased()
            return !names.contains(name) && name != "x-amz-sdk-checksum-algorithm" && !name.hasPrefix("x-amz-checksum-")
        }
        return added.isEmpty ? nil : "header \(added.map(\.name)) too many"
    }

    private func bodyDifference(_ request: AWSRequest, _ operation: ServiceOperation, _ expected: JSONValue) -> String?
    {
        let text = String(decoding: request.body, as: UTF8.self)
        if let form = expected["form"] {
            let fields = text.split(separator: "&").map { String($0).removingPercentEncoding ?? "" }.sorted()
            let wanted = pairs(form).map { "\($0.0)=\(Self.boolean($0.1))" }.sorted()
            return fields == wanted ? nil : "form \(Set(fields).symmetricDifference(wanted).sorted().prefix(6))"
        }
        let bytes = expected["base64"]?.string.flatMap(Base64.bytes) ?? []
        if bytes == request.body { return nil }
        let wanted = String(decoding: bytes, as: UTF8.self)
        if let ours = try? JSONValue.parse(text), let theirs = try? JSONValue.parse(wanted), ours == theirs {
            return nil
        }
        if let ours = XMLElement.parse(request.body), let theirs = XMLElement.parse(bytes), ours == theirs {
            return nil
        }
        return "body \(text.prefix(400)) for \(wanted.prefix(400))"
    }

    // MARK: Responses

    private func responseDifference(_ operation: ServiceOperation) -> String? {
        guard let made = line["response"], let expected = line["result"] else { return "no line" }
        let response = AWSResponse(
            status: Int(made["status"]?.integer ?? 0),
            headers: pairs(made["headers"]).map { .init(name: $0.0, value: $0.1) },
            body: made["body"]?.string.flatMap(Base64.bytes) ?? [])
        guard let result = try? ResponseReader(operation).result(response) else { return "garbage" }
        return result == expected ? nil : "result \(Self.first(result, expected, path: "$"))"
    }

    /// The first place where two values differ.
    private static func first(_ ours: JSONValue, _ theirs: JSONValue, path: String) -> String {
        if case .object(let left) = ours, case .object(let right) = theirs {
            for member in right.members where left[member.key] != member.value {
                return first(left[member.key] ?? "(none)", member.value, path: "\(path).\(member.key)")
            }
            for member in left.members where right[member.key] == nil { return "\(path).\(member.key) too many" }
        }
        if case .array(let left) = ours, case .array(let right) = theirs, left.count == right.count {
            for place in left.indices where left[place] != right[place] {
                return first(left[place], right[place], path: "\(path)[\(place)]")
            }
        }
        return "\(path): \(ours.serialized().prefix(200)) for \(theirs.serialized().prefix(200))"
    }

    private func pairs(_ value: JSONValue?) -> [(String, String)] {
        value?.array?.compactMap { pair in pair[0]?.string.flatMap { name in pair[1]?.string.map { (name, $0) } } }
            ?? []
    }

    /// Python's texts of booleans.
    private static func boolean(_ text: String) -> String { text == "True" ? "true" : text == "False" ? "false" : text }
    private static func number(_ text: String) -> String { boolean(text) }
}
