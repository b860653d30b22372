import JSON
import Pricing
import StatesLanguage
import WorkflowTests

/// What `fermata cost` says of one workflow.
struct CostReport {
    let name: String
    /// How it was told: simulated, estimated, ran.
    let basis: String
    let billing: Billing
    let executions: Double
    /// A month's.
    let usage: Usage
    /// Of one execution, as AWS bills: the least, the expected, the most.
    let transitions: (least: Double, expected: Double, most: Double?)
    let formula: String?
    let notes: [String]
    let columns: [SideBySide.Column]

    static func simulated(
        _ name: String, _ cost: TestFileCost, _ billing: Billing, _ rate: ExecutionRate
    ) -> CostReport {
        let counts = cost.cases.map { Usage($0.run).total.transitions }
        let weights = cost.cases.map { "\($0.name) (weight \(Money.quantity($0.weight)))" }
        return CostReport(
            name: name, basis: "simulated: \(weights.joined(separator: ", "))", billing: billing,
            executions: rate.perMonth, usage: cost.monthly(executions: rate.perMonth),
            transitions: (counts.min() ?? 0, cost.transitions, counts.max()), formula: nil, notes: [],
            columns: SideBySide(cost.cases.map { ($0.run, $0.weight) }, memory: cost.memory).columns)
    }

    static func estimated(
        _ name: String, _ definition: StateMachineDefinition, _ assumptions: Assumptions, _ billing: Billing,
        _ rate: ExecutionRate
    ) -> CostReport {
        let estimate = Estimate(definition, assumptions)
        return CostReport(
            name: name, basis: "estimated from the definition", billing: billing, executions: rate.perMonth,
            usage: estimate.usage.scaled(by: rate.perMonth),
            transitions: (estimate.least, estimate.expected, estimate.most), formula: estimate.formula,
            notes: estimate.assumed.map { "assumed: \($0)" },
            columns: Estimate.sideBySide(definition, assumptions))
    }

    static func ran(_ name: String, _ usages: [Usage], _ billing: Billing, _ rate: ExecutionRate) -> CostReport {
        var sum = Usage()
        for usage in usages { sum.add(usage) }
        let counts = usages.map(\.total.transitions)
        let times = usages.isEmpty ? 0 : rate.perMonth / Double(usages.count)
        return CostReport(
            name: name, basis: "\(usages.count) execution\(usages.count == 1 ? "" : "s") that ran", billing: billing,
            executions: rate.perMonth, usage: sum.scaled(by: times),
            transitions: (counts.min() ?? 0, counts.reduce(0, +) / Double(max(1, counts.count)), counts.max()),
            formula: nil, notes: ["Lambda functions: the time between the call and its answer"], columns: [])
    }

    var bill: Bill { billing.bill(usage.total) }

    /// Parts by their share of the bill, the largest first.
    var parts: [(name: String, meter: Meter, cost: Double)] {
        var free = billing
        free.usesFreeTiers = false
        return usage.parts.map { ($0.name, $0.meter, free.bill($0.meter).total) }.filter {
            $0.2 > 0 || $0.1.transitions > 0
        }.sorted { $0.2 > $1.2 }
    }

    var json: JSONValue {
        let bill = bill
        var transitions: JSONObject = [
            "least": .double(self.transitions.least), "expected": .double(self.transitions.expected),
        ]
        transitions["most"] = self.transitions.most.map(JSONValue.double) ?? .null
        var report: JSONObject = [
            "name": .string(name), "basis": .string(basis),
            "prices": ["region": .string(billing.prices.region), "asOf": .string(billing.prices.asOf)],
            "executionsPerMonth": .double(executions), "countsStartAndEnd": .bool(billing.countsStartAndEnd),
            "freeTiers": .bool(billing.usesFreeTiers), "transitionsPerExecution": .object(transitions),
        ]
        report["formula"] = formula.map(JSONValue.string)
        report["monthly"] = [
            "transitions": .double(billing.transitions(usage.total)), "transitionsCost": .double(bill.transitions),
            "expressRequests": .double(usage.total.expressRequests),
            "expressGBSeconds": .double(usage.total.expressGBSeconds),
            "expressCost": .double(bill.expressRequests + bill.expressDuration),
            "lambdaRequests": .double(usage.total.lambdaRequests),
            "lambdaGBSeconds": .double(usage.total.lambdaGBSeconds), "lambdaCost": .double(bill.lambda),
            "stepFunctionsCost": .double(bill.stepFunctions), "total": .double(bill.total),
        ]
        report["states"] = .array(
            parts.map { part in
                [
                    "name": .string(part.name), "transitions": .double(billing.transitions(part.meter)),
                    "lambdaRequests": .double(part.meter.lambdaRequests),
                    "lambdaGBSeconds": .double(part.meter.lambdaGBSeconds), "cost": .double(part.cost),
                ]
            })
        report["sideBySide"] = .array(
            columns.map { column in
                var object: JSONObject = ["type": .string(column.name), "note": .string(column.note)]
                object["possible"] = .bool(column.usage != nil)
                object["total"] = column.usage.map { .double(billing.bill($0.total * executions).total) }
                return .object(object)
            })
        report["notes"] = .array(notes.map(JSONValue.string))
        return .object(report)
    }
}
