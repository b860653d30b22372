import JSON
import Pricing
import StatesLanguage
import WorkflowTests

/// One stage of a story: what its simulated runs cost beside what someone else said.
struct StoryRow {
    private let stage: JSONValue
    private let transitions: Double
    private let billed: Double
    private let bill: Bill
    private let billedTotal: Double
    private let before: Double?
    private let nested: [String]
    private let file: TestFile
    /// What the stage before costs with the orders of this one.
    private var sameOrders: Double?

    init(
        _ stage: JSONValue, _ file: TestFile, _ input: JSONObject, _ prices: PriceList, executions: Double,
        before: StoryRow?
    ) throws(TestProblem) {
        self.stage = stage
        self.file = file
        let cost = try TestFileCost(file, input: input)
        let counted = Billing(prices: prices, countsStartAndEnd: true)
        let aws = Billing(prices: prices)
        let usage = cost.monthly(executions: executions)
        billed = cost.transitions
        transitions = cost.transitions + 2 * cost.starts
        bill = counted.bill(usage.total)
        billedTotal = aws.bill(usage.total).total
        self.before = before?.bill.total
        nested = Self.children(of: cost, counted, executions)
        if stage["otherOrders"]?.bool == true, let before {
            let weights = Dictionary(file.tests.map { ($0.name, $0.weight) }, uniquingKeysWith: { first, _ in first })
            let same = try TestFileCost(before.file, input: input, weights: weights)
            sameOrders = counted.bill(same.monthly(executions: executions).total).total
        }
    }

    /// Nested Express workflows, and what each would cost as a Standard one.
    private static func children(of cost: TestFileCost, _ billing: Billing, _ executions: Double) -> [String] {
        guard let run = cost.cases.first?.run else { return [] }
        return run.calls.compactMap { call in
            guard let child = call.child, child.run.type == .express else { return nil }
            var meter = Meter()
            meter.standardExecutions = 1
            meter.transitions = Double(child.run.transitions)
            let express = Usage(child.run).total
            var own = Meter()
            own.expressRequests = express.expressRequests
            own.expressGBSeconds = express.expressGBSeconds
            let asExpress = billing.bill(own * executions).stepFunctions
            let asStandard = billing.bill(meter * executions).stepFunctions
            let functions = billing.bill(express * executions).lambda
            return "\(child.name): \(Money.text(asExpress)) as Express, \(Money.text(asStandard)) as Standard, "
                + "and \(Money.text(functions)) of Lambda either way"
        }
    }

    private var talk: Double? { stage["talk"]?["total"]?.number }
    private var addition: Double? { stage["talk"]?["adds"]?.number }

    var cells: [String] {
        let said = [talk.map(Money.text), addition.map { "+" + Money.text($0) }].compactMap { $0 }.joined(
            separator: ", ")
        var difference = "-"
        if let talk {
            difference = Money.text(bill.total - talk)
        } else if let addition, let before {
            difference = Money.text(bill.total - before - addition)
        }
        return [
            stage["name"]?.string ?? "", Money.quantity(transitions), Money.quantity(billed),
            Money.text(bill.stepFunctions), Money.text(bill.lambda), Money.text(bill.total), said, difference,
        ]
    }

    var reasons: [String] {
        var lines = ["\(stage["name"]?.string ?? ""):"]
        if let before {
            lines.append(
                "  ours: \(Money.text(bill.total - before)) against the stage before; as AWS bills \(Money.text(billedTotal)) in all"
            )
        } else {
            lines.append("  ours: as AWS bills, without start and end, \(Money.text(billedTotal)) in all")
        }
        if let sameOrders {
            lines.append(
                "  with the orders of this stage, the one before costs \(Money.text(sameOrders)): this stage adds \(Money.text(bill.total - sameOrders))"
            )
        }
        for line in nested { lines.append("  \(line)") }
        for reason in stage["reasons"]?.array?.compactMap(\.string) ?? [] { lines.append("  \(reason)") }
        return lines
    }

    var json: JSONValue {
        [
            "name": stage["name"] ?? .null, "transitions": .double(transitions), "transitionsAsBilled": .double(billed),
            "stepFunctions": .double(bill.stepFunctions), "lambda": .double(bill.lambda), "total": .double(bill.total),
            "totalAsBilled": .double(billedTotal), "talk": stage["talk"] ?? .null,
        ]
    }
}
