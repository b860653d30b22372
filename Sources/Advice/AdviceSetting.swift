public import Pricing
public import StatesLanguage

/// At which volume savings are counted, and what is known of executions.
public struct AdviceSetting: Sendable {
    /// Executions a month.
    public var executions: Double
    public var prices: PriceList
    public var functionMilliseconds: Double
    public var functionMegabytes: Double
    /// How often loops are run through, and how many items Maps have, by the names of their states.
    public var assumptions: Assumptions
    public var type: StateMachineType
    /// What is known of executions, by state: largest input in bytes.
    public var payloads: [String: Int]

    public init(
        executions: Double, prices: PriceList, functionMilliseconds: Double = 500, functionMegabytes: Double = 1024,
        assumptions: Assumptions = Assumptions(), type: StateMachineType = .standard, payloads: [String: Int] = [:]
    ) {
        self.executions = executions
        self.prices = prices
        self.functionMilliseconds = functionMilliseconds
        self.functionMegabytes = functionMegabytes
        self.assumptions = assumptions
        self.type = type
        self.payloads = payloads
    }

    /// A month's price of so many transitions an execution; Express workflows pay none.
    func transitions(_ count: Double) -> Double {
        type == .express ? 0 : count * prices.transition * executions
    }

    /// A month's price of so many calls of a function an execution.
    func functions(_ count: Double) -> Double {
        price(LambdaMetering.meter(milliseconds: functionMilliseconds, megabytes: functionMegabytes, requests: count))
    }

    /// A month's price of an Express execution with so many states, each as long as a function.
    func express(states: Double) -> Double {
        price(ExpressMetering.meter(milliseconds: states * functionMilliseconds, megabytes: 64))
    }

    private func price(_ meter: Meter) -> Double { Billing(prices: prices).bill(meter * executions).total }
}
