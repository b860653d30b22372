import Foundation
import Integrations
import JSON
import LocalFunctions

extension LambdaAPI {
    // MARK: PublishVersion, ListVersionsByFunction

    /// Freezes `$LATEST`, unless it is what the last version is.
    func publish(_ function: inout StoredFunction, description: String?) {
        var version = function.latest
        if let last = function.versions.last {
            var same = last
            same.version = version.version
            same.description = version.description
            same.revision = version.revision
            same.modified = version.modified
            if same == version { return }
        }
        version.version = "\((function.versions.last.flatMap { Int($0.version) } ?? 0) + 1)"
        if let description { version.description = description }
        version.revision = UUID().uuidString.lowercased()
        function.versions.append(version)
    }

    func publish(_ reference: FunctionReference, _ request: LambdaRequest) async throws -> LambdaReply {
        var function = try function(reference)
        publish(&function, description: try Self.body(request)["Description"]?.string)
        try await keep(function)
        var published = reference
        published.qualifier = nil
        return .json(201, description(of: function, function.versions.last ?? function.latest, published))
    }

    func versions(_ reference: FunctionReference) async throws -> LambdaReply {
        guard let function = functions[reference.name] else {
            return .json(200, ["Versions": [try await configuration(reference)]])
        }
        return .json(
            200,
            [
                "Versions": .array(
                    ([function.latest] + function.versions).map { version in
                        var one = reference
                        one.qualifier = version.version
                        return description(of: function, version, one)
                    })
            ])
    }

    // MARK: Aliases

    func aliases(_ reference: FunctionReference, _ request: LambdaRequest, _ name: String?) async throws -> LambdaReply
    {
        var function = try function(reference)
        let body = try Self.body(request)
        switch (request.method, name) {
        case ("GET", nil):
            return .json(200, ["Aliases": .array(function.aliases.map { description(of: $0, reference) })])
        case ("POST", nil):
            guard let name = body["Name"]?.string, let version = body["FunctionVersion"]?.string else {
                throw LambdaFailure.invalid("Name and FunctionVersion are required.")
            }
            guard !function.aliases.contains(where: { $0.name == name }) else {
                throw LambdaFailure.conflict("Alias already exists: \(reference.arn):\(name)")
            }
            return try await put(name, version, body, in: &function, reference, status: 201)
        case ("GET", .some(let name)):
            return .json(200, description(of: try alias(name, of: function, reference), reference))
        case ("PUT", .some(let name)):
            let old = try alias(name, of: function, reference)
            return try await put(
                name, body["FunctionVersion"]?.string ?? old.version, body, in: &function, reference, status: 200)
        case ("DELETE", .some(let name)):
            function.aliases.removeAll { $0.name == name }
            try await keep(function)
            await host.setAlias(name, of: function.name, to: nil)
            return LambdaReply(status: 204)
        default: throw LambdaFailure.invalid("No such operation on aliases.")
        }
    }

    private func alias(
        _ name: String, of function: StoredFunction, _ reference: FunctionReference
    ) throws(LambdaFailure) -> StoredFunction.Alias {
        guard let alias = function.aliases.first(where: { $0.name == name }) else {
            throw LambdaFailure(
                status: 404, type: "ResourceNotFoundException",
                message: "Cannot find alias arn: \(reference.arn):\(name)")
        }
        return alias
    }

    private func put(
        _ name: String, _ version: String, _ body: JSONValue, in function: inout StoredFunction,
        _ reference: FunctionReference, status: Int
    ) async throws -> LambdaReply {
        guard function.version(version) != nil else { throw LambdaFailure.notFound("\(reference.arn):\(version)") }
        if body["RoutingConfig"]?["AdditionalVersionWeights"]?.object?.members.isEmpty == false {
            throw LambdaFailure.invalid("Aliases with weights are not supported here.")
        }
        let old = function.aliases.first { $0.name == name }
        let alias = StoredFunction.Alias(
            name: name, version: version, description: body["Description"]?.string ?? old?.description ?? "",
            revision: UUID().uuidString.lowercased())
        function.aliases.removeAll { $0.name == name }
        function.aliases.append(alias)
        try await keep(function)
        return .json(status, description(of: alias, reference))
    }

    private func description(of alias: StoredFunction.Alias, _ reference: FunctionReference) -> JSONValue {
        var arn = reference
        arn.qualifier = alias.name
        return [
            "AliasArn": .string(arn.arn), "Name": .string(alias.name), "FunctionVersion": .string(alias.version),
            "Description": .string(alias.description), "RevisionId": .string(alias.revision),
        ]
    }

    // MARK: Tags, concurrency

    func tags(_ request: LambdaRequest, _ arn: String) async throws -> LambdaReply {
        guard let reference = FunctionReference(arn, account: request.account, region: request.region) else {
            throw LambdaFailure.invalid("Not a function's ARN: \(arn)")
        }
        var function = try function(reference)
        switch request.method {
        case "GET": return .json(200, ["Tags": .object(function.tags)])
        case "POST":
            for tag in try Self.body(request)["Tags"]?.object?.members ?? [] { function.tags[tag.key] = tag.value }
        case "DELETE":
            for key in (request.query["tagKeys"] ?? "").split(separator: ",") { function.tags[String(key)] = nil }
        default: throw LambdaFailure.invalid("No such operation on tags.")
        }
        try await keep(function)
        return LambdaReply(status: 204)
    }

    func concurrency(_ reference: FunctionReference, _ request: LambdaRequest) async throws -> LambdaReply {
        var function = try function(reference)
        switch request.method {
        case "PUT": function.concurrency = try Self.body(request)["ReservedConcurrentExecutions"]?.integer
        case "DELETE": function.concurrency = nil
        default: break
        }
        if request.method != "GET" { try await keep(function) }
        if request.method == "DELETE" { return LambdaReply(status: 204) }
        let value = function.concurrency.map { JSONObject([("ReservedConcurrentExecutions", .int($0))]) } ?? [:]
        return .json(200, .object(value))
    }
}
