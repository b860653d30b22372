/// What AWS meters.
public struct Meter: Sendable, Equatable {
    /// States entered and retries of Standard workflows, redrives too.
    public var transitions = 0.0
    /// Standard executions: their starts and ends are transitions only where someone counts them so.
    public var standardExecutions = 0.0
    public var expressRequests = 0.0
    public var expressGBSeconds = 0.0
    public var lambdaRequests = 0.0
    public var lambdaGBSeconds = 0.0

    public init() {}

    public static func + (left: Meter, right: Meter) -> Meter {
        var sum = left
        sum.transitions += right.transitions
        sum.standardExecutions += right.standardExecutions
        sum.expressRequests += right.expressRequests
        sum.expressGBSeconds += right.expressGBSeconds
        sum.lambdaRequests += right.lambdaRequests
        sum.lambdaGBSeconds += right.lambdaGBSeconds
        return sum
    }

    public static func * (left: Meter, factor: Double) -> Meter {
        var product = left
        product.transitions *= factor
        product.standardExecutions *= factor
        product.expressRequests *= factor
        product.expressGBSeconds *= factor
        product.lambdaRequests *= factor
        product.lambdaGBSeconds *= factor
        return product
    }
}

/// What one execution, or many, used: state by state.
public struct Usage: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        /// A state's name, `child/State`, or what runs beside the workflow.
        public let name: String
        public var meter: Meter
    }

    public private(set) var parts: [Part] = []
    /// How long it took, in milliseconds.
    public var milliseconds = 0.0

    public init() {}

    public var total: Meter { parts.reduce(Meter()) { $0 + $1.meter } }

    public mutating func add(_ meter: Meter, to name: String) {
        if let place = parts.firstIndex(where: { $0.name == name }) {
            parts[place].meter = parts[place].meter + meter
        } else {
            parts.append(Part(name: name, meter: meter))
        }
    }

    public mutating func add(_ other: Usage, below prefix: String? = nil, times factor: Double = 1) {
        for part in other.parts { add(part.meter * factor, to: prefix.map { "\($0)/\(part.name)" } ?? part.name) }
    }

    public func scaled(by factor: Double) -> Usage {
        var result = Usage()
        result.milliseconds = milliseconds
        for part in parts { result.add(part.meter * factor, to: part.name) }
        return result
    }

    /// The mean of several, each as often as its weight says.
    public static func mean(_ usages: [(usage: Usage, weight: Double)]) -> Usage {
        let sum = usages.reduce(0) { $0 + $1.weight }
        guard sum > 0 else { return usages.first?.usage ?? Usage() }
        var result = Usage()
        for (usage, weight) in usages {
            result.add(usage, times: weight / sum)
            result.milliseconds += usage.milliseconds * weight / sum
        }
        return result
    }
}
