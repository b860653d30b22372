import Engine
import JSON
import Journal
import StepFunctionsAPI
import Synchronization

/// An API over an engine with a journal that goes away with it.
struct APIFixture {
    let engine: Engine
    let api: StepFunctionsAPI

    static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
    static let role = "arn:aws:iam::000000000000:role/r"

    /// An engine outlives what it has under way; in a test that ends at once, this sees to it.
    private static let engines = Mutex<[Engine]>([])

    init() async throws {
        let engine = try Engine(journal: SQLiteJournal.temporary(), integrations: { _ in [] })
        try await engine.start()
        Self.engines.withLock { $0.append(engine) }
        self.engine = engine
        api = StepFunctionsAPI(engine: engine)
    }

    func call(
        _ operation: String, _ body: JSONValue, scope: Scope = Scope()
    ) async throws -> (status: Int, body: JSONValue) {
        let answer = await api.respond(
            target: "AWSStepFunctions.\(operation)", body: body.serializedBytes(), scope: scope)
        return (answer.status, try JSONValue.parse(answer.bytes))
    }

    /// The ARN of a new state machine of one Pass.
    func machine(_ name: String, publish: Bool = false, scope: Scope = Scope()) async throws -> JSONValue {
        let answer = try await call(
            "CreateStateMachine",
            [
                "name": .string(name), "definition": .string(Self.pass), "roleArn": .string(Self.role),
                "publish": .bool(publish),
            ], scope: scope)
        return answer.body["stateMachineArn"] ?? .null
    }
}

extension JSONValue {
    /// `Name: message` of an exception's body.
    var exceptionText: String {
        let type = self["__type"]?.string?.split(separator: "#").last.map(String.init) ?? ""
        return "\(type): \(self["message"]?.string ?? "")"
    }
}
