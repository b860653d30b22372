import Foundation
import JSON
import LocalFunctions
import Testing

@testable import LambdaAPI

@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"), .timeLimit(.minutes(2)))
struct LambdaAPITests {
    /// A server's Lambda API over a folder of its own.
    private final class Fixture: Sendable {
        let directory: String
        let host: FunctionHost
        let api: LambdaAPI

        init(directory: String? = nil) {
            self.directory = directory ?? NSTemporaryDirectory() + "fermata-lambda-api-\(UUID().uuidString)"
            host = FunctionHost(.init(python: "python3", logDirectory: self.directory + "/logs"))
            api = LambdaAPI(host: host, directory: self.directory, now: { 1_709_210_096 })
        }

        func call(
            _ method: String, _ path: String, _ body: JSONValue? = nil, query: [String: String] = [:],
            headers: [String: String] = [:]
        ) async -> LambdaReply {
            await api.answer(
                LambdaRequest(
                    method: method, path: path, query: query, headers: headers, body: body?.serializedBytes() ?? [],
                    account: "000000000000", region: "us-east-1"))
        }

        func create(_ zip: String = Zips.bootstrap, runtime: JSONValue = "provided.al2023") async -> LambdaReply {
            await call(
                "POST", "/2015-03-31/functions",
                [
                    "FunctionName": "f", "Runtime": runtime, "Handler": "app.handler", "Role": "arn:aws:iam::1:role/r",
                    "Code": ["ZipFile": .string(zip)], "Environment": ["Variables": ["COLOUR": "red"]], "Timeout": 20,
                    "Tags": ["team": "pizza"],
                ])
        }

        func end() async {
            await host.shutdown()
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    private func value(_ reply: LambdaReply) -> JSONValue { (try? JSONValue.parse(reply.body)) ?? .null }

    @Test func createsDescribesInvokesAndDeletes() async throws {
        let fixture = Fixture()
        let created = await fixture.create()
        #expect(created.status == 201, "\(String(decoding: created.body, as: UTF8.self))")
        #expect(value(created)["FunctionArn"] == "arn:aws:lambda:us-east-1:000000000000:function:f")
        #expect(value(created)["State"] == "Active")
        #expect(value(created)["LastModified"] == "2024-02-29T12:34:56.000+0000")
        let got = await fixture.call("GET", "/2015-03-31/functions/f")
        #expect(value(got)["Configuration"]?["LastUpdateStatus"] == "Successful")
        #expect(value(got)["Tags"] == ["team": "pizza"])
        #expect(await fixture.create().status == 409)
        let answer = await fixture.call("POST", "/2015-03-31/functions/f/invocations", [1])
        #expect(answer.status == 200)
        #expect(value(answer) == ["version": "$LATEST", "colour": "red", "got": [1]])
        #expect(answer.headers["X-Amz-Executed-Version"] == "$LATEST")
        let failed = await fixture.call("POST", "/2015-03-31/functions/f/invocations", "fail")
        #expect(failed.headers["X-Amz-Function-Error"] == "Unhandled")
        #expect(value(failed)["errorType"] == "Nope")
        for (type, status) in [("Event", 202), ("DryRun", 204)] {
            let reply = await fixture.call(
                "POST", "/2015-03-31/functions/f/invocations", 1, headers: ["x-amz-invocation-type": type])
            #expect(reply.status == status)
        }
        let changed = await fixture.call(
            "PUT", "/2015-03-31/functions/f/configuration", ["Environment": ["Variables": ["COLOUR": "blue"]]])
        #expect(value(changed)["Environment"] == ["Variables": ["COLOUR": "blue"]])
        #expect(value(await fixture.call("POST", "/2015-03-31/functions/f/invocations", 1))["colour"] == "blue")
        #expect(await fixture.call("GET", "/2020-06-30/functions/f/code-signing-config").status == 200)
        #expect(value(await fixture.call("GET", "/2015-03-31/functions/"))["Functions"]?.array?.count == 1)
        #expect(await fixture.call("DELETE", "/2015-03-31/functions/f").status == 204)
        let gone = await fixture.call("GET", "/2015-03-31/functions/f")
        #expect(gone.status == 404)
        #expect(gone.headers["X-Amzn-ErrorType"] == "ResourceNotFoundException")
        await fixture.end()
    }

    @Test func versionsAndAliases() async throws {
        let fixture = Fixture()
        _ = await fixture.create()
        let one = await fixture.call("POST", "/2015-03-31/functions/f/versions", [:])
        #expect(value(one)["Version"] == "1")
        #expect(value(await fixture.call("POST", "/2015-03-31/functions/f/versions", [:]))["Version"] == "1")
        _ = await fixture.call(
            "PUT", "/2015-03-31/functions/f/configuration", ["Environment": ["Variables": ["COLOUR": "blue"]]])
        #expect(value(await fixture.call("POST", "/2015-03-31/functions/f/versions", [:]))["Version"] == "2")
        let alias = await fixture.call(
            "POST", "/2015-03-31/functions/f/aliases", ["Name": "live", "FunctionVersion": "1"])
        #expect(alias.status == 201)
        #expect(value(alias)["AliasArn"] == "arn:aws:lambda:us-east-1:000000000000:function:f:live")
        let old = await fixture.call("POST", "/2015-03-31/functions/f/invocations", 1, query: ["Qualifier": "live"])
        #expect(value(old) == ["version": "1", "colour": "red", "got": 1])
        _ = await fixture.call("PUT", "/2015-03-31/functions/f/aliases/live", ["FunctionVersion": "2"])
        let new = await fixture.call("POST", "/2015-03-31/functions/f%3Alive/invocations", 1)
        #expect(value(new) == ["version": "2", "colour": "blue", "got": 1])
        #expect(value(await fixture.call("GET", "/2015-03-31/functions/f/versions"))["Versions"]?.array?.count == 3)
        #expect(await fixture.call("GET", "/2015-03-31/functions/f/aliases/none").status == 404)
        // All of it is there after a restart.
        await fixture.host.shutdown()
        let again = Fixture(directory: fixture.directory)
        await again.api.start()
        let after = await again.call("POST", "/2015-03-31/functions/f/invocations", 1, query: ["Qualifier": "live"])
        #expect(value(after)["version"] == "2")
        await again.end()
    }

    @Test func tagsAndConcurrency() async throws {
        let fixture = Fixture()
        _ = await fixture.create()
        let arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af"
        #expect(await fixture.call("POST", "/2017-03-31/tags/\(arn)", ["Tags": ["a": "b"]]).status == 204)
        #expect(value(await fixture.call("GET", "/2017-03-31/tags/\(arn)")) == ["Tags": ["team": "pizza", "a": "b"]])
        _ = await fixture.call("DELETE", "/2017-03-31/tags/\(arn)", query: ["tagKeys": "team"])
        #expect(value(await fixture.call("GET", "/2017-03-31/tags/\(arn)")) == ["Tags": ["a": "b"]])
        let limited = await fixture.call(
            "PUT", "/2017-10-31/functions/f/concurrency", ["ReservedConcurrentExecutions": 2])
        #expect(value(limited) == ["ReservedConcurrentExecutions": 2])
        #expect(await fixture.host.definition(of: "f")?.concurrency == 2)
        await fixture.end()
    }

    @Test(arguments: [
        (Zips.slip, "leads outside"), (Zips.link, "leads outside"), ("AAAA", "Could not unzip"), ("?", "not Base64"),
    ])
    func badArchives(zip: String, message: String) async throws {
        let fixture = Fixture()
        let reply = await fixture.create(zip)
        #expect(reply.status == 400)
        #expect(reply.headers["X-Amzn-ErrorType"] == "InvalidParameterValueException")
        #expect(value(reply)["message"]?.string?.contains(message) == true)
        #expect(!FileManager.default.fileExists(atPath: fixture.directory + "/code/evil.txt"))
        await fixture.end()
    }

    @Test func otherRuntimesAreRefused() async {
        let fixture = Fixture()
        #expect(
            value(await fixture.create(runtime: "nodejs22.x"))["message"]?.string?.contains("can't run here") == true)
        #expect(await fixture.create(Zips.python, runtime: "python3.12").status == 201)
        #expect(await fixture.call("PATCH", "/2015-03-31/functions/f").status == 404)
        #expect(await fixture.call("POST", "/2015-03-31/functions/none/invocations", 1).status == 404)
        await fixture.end()
    }
}
