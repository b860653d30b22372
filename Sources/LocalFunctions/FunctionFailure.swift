import JSON

/// The payloads with which Lambda itself reports a failure of a function.
enum FunctionFailure {
    static func timeout(_ invocation: Invocation, _ seconds: Double) -> [UInt8] {
        payload(
            "Sandbox.Timedout",
            "RequestId: \(invocation.requestID) Error: Task timed out after \(twoPlaces(seconds)) seconds")
    }

    static func exit(
        _ end: SandboxProcess.End, _ invocation: Invocation, _ definition: FunctionDefinition, tail: [UInt8]
    ) -> [UInt8] {
        let written = String(decoding: tail, as: UTF8.self)
        if case .python = definition.runtime, written.contains("No module named awslambdaric") {
            return payload(
                "Runtime.ExitError",
                "RequestId: \(invocation.requestID) Error: awslambdaric isn't installed for the Python that runs functions. "
                    + "Type 'make setup', or name a Python that has it with --python.")
        }
        return payload("Runtime.ExitError", "RequestId: \(invocation.requestID) Error: \(end.reason)")
    }

    static func payload(_ type: String, _ message: String) -> [UInt8] {
        JSONValue.object(["errorType": .string(type), "errorMessage": .string(message)]).serializedBytes()
    }

    private static func twoPlaces(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
