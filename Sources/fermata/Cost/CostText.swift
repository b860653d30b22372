import Pricing

/// Reports for people, and as CSV.
struct CostText {
    let style: Style

    func lines(_ report: CostReport) -> [String] {
        let prices = report.billing.prices
        let bill = report.bill
        var lines = [
            style.bold(report.name),
            "  \(report.basis)",
            "  \(Money.quantity(report.executions)) executions a month; prices of \(prices.region) as of \(prices.asOf), \(prices.currency)"
                + (report.billing.usesFreeTiers ? ", free tiers taken off" : ", without free tiers"),
            "  transitions an execution, as AWS bills: \(transitions(report))"
                + (report.billing.countsStartAndEnd ? "; start and end counted below" : ""),
        ]
        if let formula = report.formula { lines.append("  transitions = \(formula)") }
        for note in report.notes { lines.append("  \(style.dim(note))") }
        lines.append("")
        var table = TextTable("STATE", "TRANSITIONS", "LAMBDA CALLS", "GB-SECONDS", "A MONTH", "SHARE")
        let sum = report.parts.reduce(0) { $0 + $1.cost }
        for part in report.parts {
            table.add(
                part.name, Money.quantity(report.billing.transitions(part.meter)),
                Money.quantity(part.meter.lambdaRequests),
                Money.quantity(part.meter.lambdaGBSeconds + part.meter.expressGBSeconds), Money.text(part.cost),
                sum > 0 ? Percent.text(100 * part.cost / sum) : "-")
        }
        lines += table.lines(style).map { "  " + $0 }
        lines.append("")
        lines.append(
            "  Step Functions \(Money.text(bill.stepFunctions)), Lambda \(Money.text(bill.lambda)), "
                + style.bold("total \(Money.text(bill.total)) a month"))
        lines.append("")
        for column in report.columns {
            let cost = column.usage.map { Money.text(report.billing.bill($0.total * report.executions).total) } ?? "-"
            lines.append("  \(column.name): \(cost), \(column.note)")
        }
        return lines + [""]
    }

    private func transitions(_ report: CostReport) -> String {
        let (least, expected, most) = report.transitions
        let end = most.map { Money.quantity($0) } ?? "without bound (a history ends at 25,000 events)"
        return "min \(Money.quantity(least)), expected \(Money.quantity(expected)), max \(end)"
    }

    func comparison(_ left: CostReport, _ right: CostReport) -> [String] {
        let (a, b) = (left.bill, right.bill)
        var table = TextTable("", "A", "B", "B - A")
        func row(_ name: String, _ first: Double, _ second: Double, _ text: (Double) -> String) {
            table.add(name, text(first), text(second), text(second - first))
        }
        row("transitions an execution", left.transitions.expected, right.transitions.expected) { Money.quantity($0) }
        row("Step Functions", a.stepFunctions, b.stepFunctions, Money.text)
        row("Lambda", a.lambda, b.lambda, Money.text)
        row("total a month", a.total, b.total, Money.text)
        return ["A: \(left.name)", "B: \(right.name)"] + table.lines(style)
    }

    static func csv(_ reports: [CostReport]) -> [String] {
        var lines = ["workflow,state,transitions,lambda_requests,gb_seconds,cost_per_month,share"]
        for report in reports {
            let sum = report.parts.reduce(0) { $0 + $1.cost }
            for part in report.parts {
                let cells = [
                    report.name, part.name, "\(report.billing.transitions(part.meter))", "\(part.meter.lambdaRequests)",
                    "\(part.meter.lambdaGBSeconds + part.meter.expressGBSeconds)", "\(part.cost)",
                    "\(sum > 0 ? part.cost / sum : 0)",
                ]
                lines.append(cells.map(cell).joined(separator: ","))
            }
        }
        return lines
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
