public import JSON

/// What is assumed of a definition that did not run.
public struct Assumptions: Sendable, Equatable {
    /// Of a Choice, by target state: how often it goes there, compared with its other targets.
    public var branches: [String: [String: Double]] = [:]
    /// Of a Choice in a loop: how often it is reached each time that the loop is entered.
    public var loops: [String: Double] = [:]
    /// The most that it is reached.
    public var longestLoops: [String: Double] = [:]
    /// Of a Map: its items.
    public var maps: [String: Double] = [:]
    /// Of a Task: retries a call.
    public var retries: [String: Double] = [:]
    /// Lambda functions, unless `functions` says otherwise.
    public var functionMilliseconds = 100.0
    public var functionMegabytes = 128.0
    /// Where nothing else is known.
    public var defaultLoop = 10.0
    public var defaultMap = 10.0

    public init() {}

    /// - Throws: ``PriceListError`` naming the member at fault.
    public init(_ value: JSONValue) throws(PriceListError) {
        let known = ["branches", "loops", "longestLoops", "maps", "retries", "lambda", "defaultLoop", "defaultMap"]
        for key in value.object?.keys ?? [] where !known.contains(key) {
            throw PriceListError(field: key, reason: "is unknown; known are \(known.joined(separator: ", "))")
        }
        func numbers(_ name: String) throws(PriceListError) -> [String: Double] {
            var result: [String: Double] = [:]
            for member in value[name]?.object?.members ?? [] {
                guard let number = member.value.number, number >= 0 else {
                    throw PriceListError(field: "\(name).\(member.key)", reason: "is no number from 0")
                }
                result[member.key] = number
            }
            return result
        }
        for member in value["branches"]?.object?.members ?? [] {
            var weights: [String: Double] = [:]
            for target in member.value.object?.members ?? [] { weights[target.key] = target.value.number ?? 0 }
            branches[member.key] = weights
        }
        loops = try numbers("loops")
        longestLoops = try numbers("longestLoops")
        maps = try numbers("maps")
        retries = try numbers("retries")
        if let milliseconds = value["lambda"]?["milliseconds"]?.number { functionMilliseconds = milliseconds }
        if let megabytes = value["lambda"]?["memory"]?.number { functionMegabytes = megabytes }
        if let loop = value["defaultLoop"]?.number { defaultLoop = max(1, loop) }
        if let map = value["defaultMap"]?.number { defaultMap = map }
    }
}
