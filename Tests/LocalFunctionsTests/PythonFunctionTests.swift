import Foundation
import JSON
import Testing

@testable import LocalFunctions

@Suite(.needsPython, .timeLimit(.minutes(2)))
struct PythonFunctionTests {
    static let handlers = """
        import os, sys, time

        calls = 0

        class OutOfPizza(Exception):
            pass

        def handler(event, context):
            global calls
            calls += 1
            kind = event.get("kind")
            if kind == "raise":
                raise OutOfPizza("none left")
            if kind == "exit":
                os._exit(7)
            if kind == "sleep":
                time.sleep(event["seconds"])
            if kind == "large":
                return "x" * event["size"]
            if kind == "unserialisable":
                return object()
            if kind == "context":
                return {"id": context.aws_request_id, "arn": context.invoked_function_arn,
                        "memory": context.memory_limit_in_mb, "custom": getattr(context.client_context, "custom", None),
                        "left": context.get_remaining_time_in_millis(), "colour": os.environ.get("COLOUR"),
                        "root": os.environ["LAMBDA_TASK_ROOT"], "cwd": os.getcwd()}
            if kind == "memory":
                return len(bytearray(event["megabytes"] << 20))
            print("hello log")
            return {"echo": event, "calls": calls}
        """

    private func function(_ folder: FunctionFolder, timeout: Double = 20, memory: Int = 512) -> FunctionDefinition {
        FunctionDefinition(
            name: "f", runtime: .python(handler: "app.handler"), directory: folder.path, timeoutSeconds: timeout,
            memoryMB: memory, environment: ["COLOUR": "red"])
    }

    @Test func answersAndStaysWarm() async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        await host.register([function(folder)])
        let first = await host.invoke("f", .of(#"{"a":"ü"}"#))
        #expect(first?.text == #"{"echo": {"a": "ü"}, "calls": 1}"#)
        #expect(await host.invoke("f", .of("{}", id: "2"))?.text == #"{"echo": {}, "calls": 2}"#)
        #expect(await host.invoke("unknown", .of("{}")) == nil)
        let status = await host.list()
        #expect(status.map(\.processes) == [1])
        #expect(status.map(\.invocations) == [2])
        await host.shutdown()
        #expect(folder.text("logs/f.log").contains("hello log"))
    }

    @Test func tellsTheHandlerItsContext() async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        await host.register([function(folder)])
        var invocation = Invocation.of(#"{"kind":"context"}"#)
        invocation.clientContext = #"{"custom":{"key":"value"}}"#
        let answer = try #require(await host.invoke("f", invocation))
        let value = try JSONValue.parse(answer.text)
        #expect(value["id"] == "11111111-2222-8333-8444-555555555555")
        #expect(value["arn"] == "arn:aws:lambda:us-east-1:000000000000:function:f")
        #expect(value["memory"] == "512")
        #expect(value["custom"] == ["key": "value"])
        #expect(value["colour"] == "red")
        #expect(value["root"] == .string(folder.path))
        #expect((value["left"]?.number ?? 0) > 15_000)
        await host.shutdown()
    }

    @Test(arguments: [
        (#"{"kind":"raise"}"#, "OutOfPizza", "none left"),
        (
            #"{"kind":"exit"}"#, "Runtime.ExitError",
            "RequestId: 11111111-2222-8333-8444-555555555555 Error: Runtime exited with error: exit status 7"
        ),
        (
            #"{"kind":"sleep","seconds":30}"#, "Sandbox.Timedout",
            "RequestId: 11111111-2222-8333-8444-555555555555 Error: Task timed out after 1.50 seconds"
        ),
        (
            #"{"kind":"large","size":6300000}"#, "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
        ),
    ])
    func reportsFailures(payload: String, type: String, message: String) async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        await host.register([function(folder, timeout: 1.5)])
        let answer = try #require(await host.invoke("f", .of(payload)))
        guard case .functionError(let bytes) = answer.outcome else {
            Issue.record("\(answer.text.prefix(200))")
            return
        }
        let value = try JSONValue.parse(bytes)
        #expect(value["errorType"]?.string == type)
        #expect(value["errorMessage"]?.string == message)
        // The next one finds a process that works.
        #expect(await host.invoke("f", .of("{}", id: "2"))?.text.hasPrefix(#"{"echo": {}"#) == true)
        await host.shutdown()
    }

    @Test func reportsWhatCantBeSerialised() async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        await host.register([function(folder)])
        let answer = try #require(await host.invoke("f", .of(#"{"kind":"unserialisable"}"#)))
        #expect(answer.text.contains("Runtime.MarshalError"))
        await host.shutdown()
    }

    @Test func reportsAHandlerThatDoesNotLoad() async throws {
        let folder = try FunctionFolder(["app.py": "import nothing_of_this_name\ndef handler(event, context): pass\n"])
        let host = folder.host()
        await host.register([function(folder)])
        let answer = try #require(await host.invoke("f", .of("{}")))
        #expect(answer.text.contains("Runtime.ImportModuleError"))
        #expect(answer.text.contains("No module named 'nothing_of_this_name'"))
        await host.shutdown()
    }

    @Test func limitsMemory() async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        await host.register([function(folder, memory: 64)])
        let answer = try #require(await host.invoke("f", .of(#"{"kind":"memory","megabytes":500}"#)))
        #expect(answer.text.contains("MemoryError"))
        await host.shutdown()
    }

    @Test func runsAsManyProcessesAsAllowed() async throws {
        let folder = try FunctionFolder(["app.py": Self.handlers])
        let host = folder.host()
        var definition = function(folder)
        definition.concurrency = 3
        await host.register([definition])
        let answers = await withTaskGroup(of: String.self) { group in
            for number in 0..<12 {
                group.addTask {
                    await host.invoke("f", .of(#"{"kind":"sleep","seconds":0.05}"#, id: "\(number)"))?.text ?? "none"
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 12)
        #expect(answers.allSatisfy { $0.contains("echo") })
        #expect(await host.list().map(\.processes) == [3])
        await host.shutdown()
    }

    @Test func takesUpChangedCode() async throws {
        let folder = try FunctionFolder(["app.py": "def handler(event, context): return 1\n"])
        let host = folder.host()
        await host.register([function(folder)])
        #expect(await host.invoke("f", .of("{}"))?.text == "1")
        try folder.write("app.py", "def handler(event, context): return 'two'\n")
        try await Task.sleep(for: .seconds(1.1))
        #expect(await host.invoke("f", .of("{}", id: "2"))?.text == #""two""#)
        await host.shutdown()
    }

    @Test func namesMakeSetupWhereTheRuntimeIsMissing() async throws {
        let folder = try FunctionFolder([
            "app.py": Self.handlers,
            "python": "#!/bin/sh\necho '/bin/python: No module named awslambdaric' >&2\nexit 1\n",
        ])
        let host = folder.host(python: folder.path + "/python")
        await host.register([function(folder)])
        #expect(await host.invoke("f", .of("{}"))?.text.contains("make setup") == true)
        await host.shutdown()
    }
}
