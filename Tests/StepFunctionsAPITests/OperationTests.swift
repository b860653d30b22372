import Engine
import JSON
import Testing

/// Rules that the recorded cases don't reach.
@Suite struct OperationTests {
    @Test func accountsDoNotMeet() async throws {
        let fixture = try await APIFixture()
        let other = Scope(account: "123456789012")
        let arn = try await fixture.machine("m", scope: other)
        #expect(arn == "arn:aws:states:us-east-1:123456789012:stateMachine:m")
        #expect(try await fixture.call("DescribeStateMachine", ["stateMachineArn": arn]).status == 400)
        #expect(try await fixture.call("DescribeStateMachine", ["stateMachineArn": arn], scope: other).status == 200)
        #expect(try await fixture.call("ListStateMachines", [:]).body["stateMachines"] == [])
        await fixture.engine.shutdown()
    }

    @Test func listsComeByNameInPages() async throws {
        let fixture = try await APIFixture()
        for name in ["c", "a", "b", "B"] { _ = try await fixture.machine(name) }
        let first = try await fixture.call("ListStateMachines", ["maxResults": 3]).body
        let names = first["stateMachines"]?.array?.map { $0["name"] ?? .null }
        #expect(names == ["B", "a", "b"])
        let token = try #require(first["nextToken"])
        let second = try await fixture.call("ListStateMachines", ["nextToken": token]).body
        #expect(second["stateMachines"]?.array?.count == 1)
        #expect(second["nextToken"] == nil)
        #expect(
            try await fixture.call("ListActivities", ["nextToken": token]).body.exceptionText.hasPrefix("InvalidToken"))
        await fixture.engine.shutdown()
    }

    @Test func metadataHasNoData() async throws {
        let fixture = try await APIFixture()
        let arn = try await fixture.machine("m")
        let machine = try await fixture.call(
            "DescribeStateMachine", ["stateMachineArn": arn, "includedData": "METADATA_ONLY"]
        ).body
        #expect(machine["definition"] == "{}")
        let started = try await fixture.call("StartExecution", ["stateMachineArn": arn, "input": "[1]"]).body
        let execution = try await fixture.call(
            "DescribeExecution", ["executionArn": started["executionArn"] ?? .null, "includedData": "METADATA_ONLY"]
        ).body
        #expect(execution["input"] == nil)
        #expect(execution["inputDetails"] == ["included": false])
        await fixture.engine.shutdown()
    }

    @Test(arguments: [
        (
            "not some json",
            "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        ),
        ("{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
        ("", "Invalid execution input."),
    ])
    func inputMustBeJSON(_ input: String, fault: String) async throws {
        let fixture = try await APIFixture()
        let arn = try await fixture.machine("m")
        let answer = try await fixture.call("StartExecution", ["stateMachineArn": arn, "input": .string(input)])
        #expect(answer.body.exceptionText == "InvalidExecutionInput: Invalid State Machine Execution Input: '\(fault)'")
        await fixture.engine.shutdown()
    }

    @Test func configurationsComeBackAsGiven() async throws {
        let fixture = try await APIFixture()
        let logging: JSONValue = [
            "level": "ALL",
            "destinations": [
                ["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:g:*"]]
            ], "includeExecutionData": true,
        ]
        let created = try await fixture.call(
            "CreateStateMachine",
            [
                "name": "m", "definition": .string(APIFixture.pass), "roleArn": .string(APIFixture.role),
                "type": "EXPRESS", "loggingConfiguration": logging, "tracingConfiguration": ["enabled": true],
                "encryptionConfiguration": ["kmsKeyId": "k", "type": "CUSTOMER_MANAGED_KMS_KEY"],
            ]
        ).body
        let machine = try await fixture.call(
            "DescribeStateMachine", ["stateMachineArn": created["stateMachineArn"] ?? .null]
        ).body
        #expect(machine["loggingConfiguration"]?.serialized() == logging.serialized())
        #expect(machine["tracingConfiguration"] == ["enabled": true])
        #expect(machine["encryptionConfiguration"] == ["kmsKeyId": "k", "type": "CUSTOMER_MANAGED_KMS_KEY"])
        #expect(machine["type"] == "EXPRESS")
        #expect(
            try await fixture.call("ListExecutions", ["stateMachineArn": created["stateMachineArn"] ?? .null])
                .body.exceptionText
                == "StateMachineTypeNotSupported: This operation is not supported by this type of state machine")
        await fixture.engine.shutdown()
    }

    @Test func terraformUpdatesWithAnEmptyDescription() async throws {
        let fixture = try await APIFixture()
        let arn = try await fixture.machine("m", publish: true)
        let changed = APIFixture.pass.replacing("P", with: "Q")
        for number in [2, 2] {
            let update = try await fixture.call(
                "UpdateStateMachine",
                [
                    "stateMachineArn": arn, "definition": .string(changed.replacing("\"Qass\"", with: "\"Pass\"")),
                    "roleArn": .string(APIFixture.role), "publish": true, "versionDescription": "",
                ]
            ).body
            #expect(update["stateMachineVersionArn"]?.string?.hasSuffix(":\(number)") == true)
        }
        await fixture.engine.shutdown()
    }
}
