import JSON
import Pricing
import StatesLanguage
import Testing
import WorkflowTests

@Suite struct PricingTests {
    static func prices() throws -> PriceList { try PriceList(try JSONValue.parse(DefaultPrices.text)) }

    /// AWS's own examples (Step Functions, "Pricing").
    @Test func expressByTiers() throws {
        let prices = try Self.prices()
        // 100 million runs of 10 s at 64 MB: 62.5 million GB-seconds.
        #expect(abs(prices.expressDuration(gbSeconds: 62_500_000) - 382.97) < 0.01)
        #expect(abs(prices.expressDuration(gbSeconds: 3600) - 0.06) < 1e-9)
        var meter = ExpressMetering.meter(milliseconds: 10_000, megabytes: 64) * 100_000_000
        meter.standardExecutions = 0
        #expect(abs(Billing(prices: prices).bill(meter).total - 482.97) < 0.01)
    }

    @Test(arguments: [(1.0, 100.0), (100, 100), (101, 200), (0, 100), (999.5, 1000)])
    func expressTimeIsRoundedUp(milliseconds: Double, billed: Double) {
        #expect(ExpressMetering.billedMilliseconds(milliseconds) == billed)
    }

    @Test(arguments: [(0, 0, 1, 64.0), (50_000, 32_768, 400, 64), (50_000, 262_144, 400, 192)])
    func expressMemoryIsRoundedUp(definition: Int, data: Int, steps: Int, megabytes: Double) {
        #expect(
            ExpressMetering.billedMegabytes(definitionBytes: definition, dataBytes: data, parallelSteps: steps)
                == megabytes)
    }

    @Test func freeTiersAndStartAndEnd() throws {
        let prices = try Self.prices()
        var meter = Meter()
        meter.transitions = 6_000_000
        meter.standardExecutions = 1_000_000
        #expect(abs(Billing(prices: prices, usesFreeTiers: true).bill(meter).total - 149.90) < 1e-6)
        #expect(abs(Billing(prices: prices, countsStartAndEnd: true).bill(meter).total - 200) < 1e-6)
    }

    @Test(arguments: ["{}", #"{"asOf": "x", "standard": {"perTransition": -1}}"#, "[]"])
    func badPricesAreNamed(_ text: String) throws {
        let value = try JSONValue.parse(text)
        #expect(throws: PriceListError.self) { try PriceList(value) }
    }

    static let loop = """
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Check"},
          "Check": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Next": "Done?"},
          "Done?": {"Type": "Choice", "Choices": [{"Variable": "$.x", "BooleanEquals": true, "Next": "Each"},
             {"Variable": "$.bad", "BooleanEquals": true, "Next": "Bad"}], "Default": "Wait"},
          "Wait": {"Type": "Wait", "Seconds": 5, "Next": "Check"},
          "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "J"}, "J": {"Type": "Pass", "End": true}}}, "End": true},
          "Bad": {"Type": "Fail"}}}
        """

    @Test func estimatesHaveAFormula() throws {
        let definition = try StateMachineDefinition.parse(Self.loop)
        var assumptions = Assumptions()
        assumptions.loops = ["Done?": 6]
        assumptions.maps = ["Each": 3]
        let estimate = Estimate(definition, assumptions)
        #expect(estimate.formula == "1 + 3·rounds(Done?) + 2·items(Each)")
        #expect(abs(estimate.expected - 25) < 1e-9)
        #expect(estimate.least == 4)
        // Check and Choice six times, the Wait five times, as 3n - 1 says.
        #expect(estimate.most == 25.0)
        #expect(Estimate(definition).most == nil)
        #expect(abs(estimate.usage.total.lambdaRequests - 6) < 1e-9)
    }

    /// A row of four states before the loop's Wait, then Check and Choice again for each round.
    @Test func estimatesStandSideBySide() throws {
        var assumptions = Assumptions()
        assumptions.loops = ["Done?": 6]
        assumptions.maps = ["Each": 3]
        let columns = Estimate.sideBySide(try StateMachineDefinition.parse(Self.loop), assumptions)
        #expect(columns.map(\.name) == ["Standard", "Express", "Express nested in Standard"])
        #expect(columns.allSatisfy { $0.usage != nil })
        // 25 s of waiting and six calls of 100 ms.
        #expect(abs((columns[1].usage?.total.expressGBSeconds ?? 0) - 25.6 * 0.0625) < 1e-9)
        let nested = try #require(columns[2].usage).total
        // Five Waits stay; the row begins once, and again after each of them.
        #expect(abs(nested.transitions - (5 + 6)) < 1e-9)
        #expect(abs(nested.expressRequests - 6) < 1e-9)
        assumptions.loops = ["Done?": 100]
        let long = Estimate.sideBySide(try StateMachineDefinition.parse(Self.loop), assumptions)
        #expect(long[1].usage == nil && long[1].note.contains("over 5 minutes"))
    }

    @Test func simulatedRunsAreMeteredAsTheyRan() throws {
        let file = try TestFileReader.read(
            path: "t.test.yaml",
            text: """
                definition: d.json
                lambda: { duration: 200ms, memory: 512 }
                cost: { alongside: [{ name: starter, duration: 1s, memory: 1024 }, { name: report, perMonth: 2, duration: 1s, memory: 1024 }] }
                tests:
                  - name: six checks
                    input: { n: 1 }
                    mocks: { Check: [{ result: { x: false, bad: false }, times: 5 }, { result: { x: true, bad: false } }] }
                    expect: { status: FAILED }
                """
        ) { (_: String) throws(TestProblem) -> String in Self.loop }
        let cost = try TestFileCost(file)
        #expect(cost.transitions == 1 + 17 + 1)
        #expect(abs(cost.perExecution.total.lambdaGBSeconds - (6 * 0.1 + 1)) < 1e-9)
        #expect(cost.monthly(executions: 10).total.lambdaRequests == 72)
    }

    /// Express children of a distributed Map are billed by their requests and time, Standard ones by their transitions.
    @Test(arguments: [("EXPRESS", 1.0, 4.0), ("STANDARD", 9, 0)])
    func childrenOfDistributedMaps(type: String, transitions: Double, requests: Double) throws {
        let definition = """
            {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"}, "StartAt": "A", "States": {
              "A": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "B": {"Type": "Pass", "End": true}}}, "End": true}}}
            """
        let file = try TestFileReader.read(
            path: "t.test.yaml", text: "definition: d.json\ntests: [{ name: a, input: [1, 2, 3, 4] }]"
        ) { (_: String) throws(TestProblem) -> String in definition }
        let total = try TestFileCost(file).perExecution.total
        #expect(total.transitions == transitions)
        #expect(total.expressRequests == requests)
        // One second at 64 MB each.
        #expect(abs(total.expressGBSeconds - requests * 0.0625) < 1e-9)
    }

    @Test func historiesAreMetered() throws {
        let events =
            try JSONValue.parse(
                """
                [{"id":1,"previousEventId":0,"timestamp":100,"type":"ExecutionStarted"},
                 {"id":2,"previousEventId":0,"timestamp":100,"type":"TaskStateEntered","stateEnteredEventDetails":{"name":"A"}},
                 {"id":3,"previousEventId":2,"timestamp":100,"type":"TaskScheduled","taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","parameters":"{\\"FunctionName\\":\\"f\\"}"}},
                 {"id":4,"previousEventId":3,"timestamp":100,"type":"TaskStarted"},
                 {"id":5,"previousEventId":4,"timestamp":101,"type":"TaskFailed"},
                 {"id":6,"previousEventId":5,"timestamp":102,"type":"TaskScheduled","taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","parameters":"{\\"FunctionName\\":\\"f\\"}"}},
                 {"id":7,"previousEventId":6,"timestamp":102,"type":"TaskStarted"},
                 {"id":8,"previousEventId":7,"timestamp":104,"type":"TaskSucceeded"},
                 {"id":9,"previousEventId":8,"timestamp":104,"type":"TaskStateExited"},
                 {"id":10,"previousEventId":9,"timestamp":104,"type":"ExecutionSucceeded"}]
                """
            ).array ?? []
        let total = Usage(history: events, memory: ["f": 1024]).total
        #expect(total.transitions == 2)
        #expect(total.lambdaRequests == 2)
        #expect(abs(total.lambdaGBSeconds - 3) < 1e-9)
    }

    @Test(arguments: [
        (1530.0, "$1,530.00"), (0.004, "$0.004000"), (-12.5, "-$12.50"), (1_234_567.891, "$1,234,567.89"), (0, "$0.00"),
    ])
    func money(amount: Double, text: String) { #expect(Money.text(amount) == text) }
}
