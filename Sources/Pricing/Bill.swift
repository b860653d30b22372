/// What a month's use costs.
public struct Bill: Sendable, Equatable {
    public let transitions: Double
    public let expressRequests: Double
    public let expressDuration: Double
    public let lambdaRequests: Double
    public let lambdaDuration: Double

    public var stepFunctions: Double { transitions + expressRequests + expressDuration }
    public var lambda: Double { lambdaRequests + lambdaDuration }
    public var total: Double { stepFunctions + lambda }
}

/// How a bill is written.
public struct Billing: Sendable {
    public var prices: PriceList
    /// Counts the start and the end of a Standard execution as a transition each. AWS bills neither.
    public var countsStartAndEnd: Bool
    /// Takes off what AWS gives away each month.
    public var usesFreeTiers: Bool

    public init(prices: PriceList, countsStartAndEnd: Bool = false, usesFreeTiers: Bool = false) {
        self.prices = prices
        self.countsStartAndEnd = countsStartAndEnd
        self.usesFreeTiers = usesFreeTiers
    }

    /// Transitions, counted as this billing counts them.
    public func transitions(_ meter: Meter) -> Double {
        meter.transitions + (countsStartAndEnd ? 2 * meter.standardExecutions : 0)
    }

    /// - Parameter meter: a month's.
    public func bill(_ meter: Meter) -> Bill {
        func charged(_ amount: Double, _ free: Double) -> Double { max(0, amount - (usesFreeTiers ? free : 0)) }
        return Bill(
            transitions: charged(transitions(meter), prices.freeTransitions) * prices.transition,
            expressRequests: meter.expressRequests * prices.expressRequest,
            expressDuration: prices.expressDuration(gbSeconds: meter.expressGBSeconds),
            lambdaRequests: charged(meter.lambdaRequests, prices.freeLambdaRequests) * prices.lambdaRequest,
            lambdaDuration: charged(meter.lambdaGBSeconds, prices.freeLambdaGBSeconds) * prices.lambdaGBSecond)
    }
}

/// How Express executions are metered (Step Functions, "Pricing").
public enum ExpressMetering {
    /// Milliseconds, rounded up to 100.
    public static func billedMilliseconds(_ milliseconds: Double) -> Double {
        // A sum of fractions may be a hair above the step that it means.
        let steps = (milliseconds / 100 * 1_000_000).rounded() / 1_000_000
        return max(1, steps.rounded(.up)) * 100
    }

    /// Megabytes: 50, the definition, and the data of each step that runs in parallel; rounded up to 64.
    public static func billedMegabytes(definitionBytes: Int, dataBytes: Int, parallelSteps: Int) -> Double {
        let bytes = Double(definitionBytes) + Double(dataBytes) * Double(max(1, parallelSteps))
        return ((50 + bytes / 1_048_576) / 64).rounded(.up) * 64
    }

    public static func meter(milliseconds: Double, megabytes: Double) -> Meter {
        var meter = Meter()
        meter.expressRequests = 1
        meter.expressGBSeconds = billedMilliseconds(milliseconds) / 1000 * megabytes / 1024
        return meter
    }
}

/// How Lambda is metered: each request, and its time rounded up to a millisecond by its memory.
public enum LambdaMetering {
    public static func meter(milliseconds: Double, megabytes: Double, requests: Double = 1) -> Meter {
        var meter = Meter()
        meter.lambdaRequests = requests
        meter.lambdaGBSeconds = requests * milliseconds.rounded(.up) / 1000 * megabytes / 1024
        return meter
    }
}
