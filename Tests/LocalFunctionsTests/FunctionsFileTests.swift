import Foundation
import Testing

@testable import LocalFunctions

struct FunctionsFileTests {
    private static let files = [
        "functions/validate/app.py": "import os\n\ndef lambda_handler(event, context):\n    return event\n",
        "functions/price/lambda_function.py": "async def other(): pass\nhandler = other\n",
        "functions/pay/charge.py": "def card(event, context): pass\n",
        "functions/native/bootstrap": "#!/bin/sh\n",
        "functions/empty/readme.txt": "nothing\n",
    ]

    @Test func readsEachForm() throws {
        let folder = try FunctionFolder(Self.files)
        let text = """
            functions:
              ValidateOrder: functions/validate
              Price: {handler: functions/price, timeout: 2.5, memory: 256, concurrency: 4, environment: {CURRENCY: EUR, N: 1}}
              Pay: functions/pay/charge.card
              Native: functions/native
              Direct: functions/validate/app.py
            other: 1
            """
        let functions = try FunctionsFile.parse(text, file: "fermata.yaml", base: folder.path)
        #expect(functions.map(\.name) == ["ValidateOrder", "Price", "Pay", "Native", "Direct"])
        #expect(
            functions.map(\.runtime) == [
                .python(handler: "app.lambda_handler"), .python(handler: "lambda_function.handler"),
                .python(handler: "charge.card"), .provided(executable: folder.path + "/functions/native/bootstrap"),
                .python(handler: "app.lambda_handler"),
            ])
        #expect(functions[0].directory == folder.path + "/functions/validate")
        #expect(functions[1].timeoutSeconds == 2.5)
        #expect(functions[1].memoryMB == 256)
        #expect(functions[1].concurrency == 4)
        #expect(functions[1].environment == ["CURRENCY": "EUR", "N": "1"])
    }

    @Test(arguments: [
        ("functions:\n  A: functions/none", 2, 6, "There is no 'functions/none'"),
        ("functions:\n  A: functions/empty", 2, 6, "No handler in the folder"),
        ("functions:\n  A:\n    timeout: 3", 2, 3, "'A' has no handler"),
        ("functions:\n  A:\n    handler: functions/validate\n    timeout: soon", 4, 14, "'timeout' must be a number"),
        ("functions:\n  A:\n    handler: functions/validate\n    memory: 1", 4, 13, "'memory' must be"),
        ("functions:\n  A:\n    handler: functions/validate\n    timeuot: 1", 4, 5, "Unknown field 'timeuot'"),
        ("functions:\n  A:\n    handler: functions/validate\n    runtime: cobol", 4, 14, "Unknown runtime 'cobol'"),
        ("functions:\n  'A B': functions/validate", 2, 3, "Not a function's name"),
        ("functions: [a]", 1, 12, "'functions' must map"),
        ("functions:\n  A: functions/validate\n  A: functions/price", 0, 0, "The same name twice"),
        ("functions:\n  A: 'x", 2, 8, "Not YAML"),
    ])
    func namesThePlaceAndTheCure(text: String, line: Int, column: Int, message: String) throws {
        let folder = try FunctionFolder(Self.files)
        let error = #expect(throws: FunctionsFileError.self) {
            try FunctionsFile.parse(text, file: "fermata.yaml", base: folder.path)
        }
        #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.cure.isEmpty == false)
        if line > 0 { #expect(error.map { [$0.line, $0.column] } == [line, column], "\(error?.description ?? "")") }
    }

    @Test func scansAFolder() throws {
        let folder = try FunctionFolder(Self.files)
        let functions = try FunctionsFile.scan(folder.path + "/functions")
        #expect(functions.map(\.name) == ["native", "price", "validate"])
        #expect(throws: FunctionsFileError.self) { try FunctionsFile.scan(folder.path + "/functions/empty") }
    }

    @Test(arguments: [
        ("def handler(event, context):", true), ("def handler (e, c):", true), ("handler = make()", true),
        ("from x import y as handler", true), ("from x import handler", true), ("    def handler(a): pass", false),
        ("def handler_of(a):", false), ("handler == 1", false), ("# def handler(", false),
    ])
    func findsDefinitions(line: String, isDefined: Bool) {
        #expect(HandlerSearch.defines("handler", in: "import os\n\(line)\n") == isDefined)
    }

    @Test func requestIDsAreStableUUIDs() {
        let id = Invocation.requestID(for: "execution/5/1")
        #expect(id == Invocation.requestID(for: "execution/5/1"))
        #expect(id != Invocation.requestID(for: "execution/5/2"))
        #expect(UUID(uuidString: id) != nil)
    }
}
