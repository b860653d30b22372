public import JSON

/// What AWS asks for in a region, as of a day. A file of the repository's `prices/`, or one's own.
public struct PriceList: Sendable, Equatable {
    public let region: String
    public let currency: String
    /// The day on which the prices were read, `2026-11-22`.
    public let asOf: String
    /// Of one state transition of a Standard workflow.
    public let transition: Double
    /// Transitions a month that cost nothing.
    public let freeTransitions: Double
    public let expressRequest: Double
    /// Prices of a GB-hour of Express duration up to a number of GB-hours a month; nil: without end.
    public let expressTiers: [Tier]
    public let lambdaRequest: Double
    public let lambdaGBSecond: Double
    public let freeLambdaRequests: Double
    public let freeLambdaGBSeconds: Double

    public struct Tier: Sendable, Equatable {
        public let upToGBHours: Double?
        public let price: Double
    }

    /// - Throws: ``PriceListError`` for what is missing or no price.
    public init(_ value: JSONValue) throws(PriceListError) {
        func number(_ group: String, _ name: String) throws(PriceListError) -> Double {
            guard let price = value[group]?[name]?.number, price >= 0 else {
                throw PriceListError(field: "\(group).\(name)", reason: "is no price")
            }
            return price
        }
        region = value["region"]?.string ?? ""
        currency = value["currency"]?.string ?? "USD"
        guard let day = value["asOf"]?.string else { throw PriceListError(field: "asOf", reason: "is no date") }
        asOf = day
        transition = try number("standard", "perTransition")
        freeTransitions = value["standard"]?["freeTransitions"]?.number ?? 0
        expressRequest = try number("express", "perRequest")
        var tiers: [Tier] = []
        for entry in value["express"]?["perGBHour"]?.array ?? [] {
            guard let price = entry["price"]?.number else {
                throw PriceListError(field: "express.perGBHour", reason: "has an entry without a price")
            }
            tiers.append(Tier(upToGBHours: entry["upToGBHours"]?.number, price: price))
        }
        guard tiers.last?.upToGBHours == nil, !tiers.isEmpty else {
            throw PriceListError(field: "express.perGBHour", reason: "needs a last entry without 'upToGBHours'")
        }
        expressTiers = tiers
        lambdaRequest = try number("lambda", "perRequest")
        lambdaGBSecond = try number("lambda", "perGBSecond")
        freeLambdaRequests = value["lambda"]?["freeRequests"]?.number ?? 0
        freeLambdaGBSeconds = value["lambda"]?["freeGBSeconds"]?.number ?? 0
    }

    /// The price of Express duration in a month, by tiers.
    public func expressDuration(gbSeconds: Double) -> Double {
        var left = gbSeconds / 3600
        var start = 0.0
        var sum = 0.0
        for tier in expressTiers {
            let room = tier.upToGBHours.map { max(0, $0 - start) } ?? left
            let part = min(left, room)
            sum += part * tier.price
            left -= part
            start += room
        }
        return sum
    }
}

/// What is wrong with a file of prices.
public struct PriceListError: Error, Sendable, Equatable {
    public let field: String
    public let reason: String
}
