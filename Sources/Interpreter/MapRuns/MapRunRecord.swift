public import JSON

/// What happened to a map run. Applying a record is the only way that its state changes.
///
/// Stored as one JSON object a record; members that a reader doesn't know are left alone.
public enum MapRunRecord: Sendable, Equatable {
    /// The items are known, or the source was opened. `count` is nil where only reading tells it; `tag` tells a changed
    /// source (an ETag). `children` is how many there will be, where the count of the items tells.
    case opened(count: Int?, tag: String?, children: Int? = nil)
    /// Children were made from the next items.
    case claimed(MapRunClaim)
    /// No item is left.
    case exhausted
    /// Children ended, their results being stored with this record.
    case ended([ChildOutcome])
    /// UpdateMapRun.
    case limited(concurrency: Int64?, toleratedFailureCount: Int64?, toleratedFailurePercentage: Double?)
    /// No further child starts, what runs is stopped: how it will end.
    case stopping(MapRunEnd)
    /// What no child was made of as the map run was stopped: so many items, for so many children.
    case left(items: Int, children: Int)
    case finished(MapRunEnd)
    /// Goes on after a failure: the children that didn't succeed run again, but for those of `keeping`, which can't be
    /// redriven (in ascending order). `results` names the place of their results.
    case redriven(time: Int64, results: Int64, keeping: [Int] = [])
    /// Children run again.
    case restarted([Int])
}

/// Some children with consecutive indices, made from consecutive items.
public struct MapRunClaim: Sendable, Equatable {
    /// Index of the first child.
    public var first: Int
    /// Items of each child; nil where each has one.
    public var itemCounts: [Int]?
    public var children: Int
    /// Index of the first item.
    public var firstItem: Int
    /// Where the source stood before the first item, and after the last.
    public var from: JSONValue
    public var to: JSONValue
    /// The items themselves, where the source may not give the same ones again.
    public var spooled: [JSONValue]?

    public init(
        first: Int, children: Int, itemCounts: [Int]?, firstItem: Int, from: JSONValue, to: JSONValue,
        spooled: [JSONValue]? = nil
    ) {
        self.first = first
        self.children = children
        self.itemCounts = itemCounts
        self.firstItem = firstItem
        self.from = from
        self.to = to
        self.spooled = spooled
    }

    public func items(of child: Int) -> Int { itemCounts?[child - first] ?? 1 }

    public var items: Int { itemCounts?.reduce(0, +) ?? children }
}

public enum ChildStatus: Int64, Sendable, Hashable {
    case succeeded = 1
    case failed = 2
    case timedOut = 3
    case aborted = 4
    /// It never began, as the map run was stopped.
    case pending = 5
}

/// How one child ended.
public struct ChildOutcome: Sendable, Equatable {
    public var index: Int
    public var status: ChildStatus
    /// Its history is full: no redrive can take it further.
    public var isSpent: Bool

    public init(index: Int, status: ChildStatus, isSpent: Bool = false) {
        self.index = index
        self.status = status
        self.isSpent = isSpent
    }
}

/// The end of a map run.
public struct MapRunEnd: Sendable, Equatable {
    public enum Status: Int64, Sendable, Hashable {
        case succeeded = 1
        case failed = 2
        case aborted = 4
    }

    public var status: Status
    public var error: String?
    public var cause: String?
    /// Milliseconds since 1970.
    public var time: Int64
    /// Whether the results are where they belong: false where a ResultWriter could not write them.
    public var hasResults = true

    public init(status: Status, error: String? = nil, cause: String? = nil, time: Int64) {
        self.status = status
        self.error = error
        self.cause = cause
        self.time = time
    }
}

extension MapRunRecord {
    public var json: JSONValue {
        switch self {
        case .opened(let count, let tag, let children):
            var object: JSONObject = ["k": "open"]
            object["n"] = count.map { .int(Int64($0)) }
            object["c"] = children.map { .int(Int64($0)) }
            object["t"] = tag.map(JSONValue.string)
            return .object(object)
        case .claimed(let claim):
            var object: JSONObject = [
                "k": "claim", "f": .int(Int64(claim.first)), "n": .int(Int64(claim.children)),
                "i": .int(Int64(claim.firstItem)), "a": claim.from, "z": claim.to,
            ]
            object["c"] = claim.itemCounts.map { .array($0.map { .int(Int64($0)) }) }
            object["s"] = claim.spooled.map(JSONValue.array)
            return .object(object)
        case .exhausted: return ["k": "last"]
        case .ended(let outcomes): return ["k": "end", "o": .array(Self.runs(of: outcomes))]
        case .limited(let concurrency, let count, let percentage):
            var object: JSONObject = ["k": "limit"]
            object["c"] = concurrency.map(JSONValue.int)
            object["n"] = count.map(JSONValue.int)
            object["p"] = percentage.map(JSONValue.double)
            return .object(object)
        case .stopping(let end): return end.json("stop")
        case .left(let items, let children):
            return ["k": "left", "i": .int(Int64(items)), "n": .int(Int64(children))]
        case .finished(let end): return end.json("done")
        case .redriven(let time, let results, let keeping):
            var object: JSONObject = ["k": "redrive", "t": .int(time), "r": .int(results)]
            if !keeping.isEmpty { object["f"] = Self.array(keeping) }
            return .object(object)
        case .restarted(let indices): return ["k": "again", "i": Self.array(indices)]
        }
    }

    /// Nil for a record of a kind that this version doesn't know.
    public init?(_ json: JSONValue) {
        switch json["k"]?.string {
        case "open":
            self = .opened(
                count: json["n"]?.integer.map { Int($0) }, tag: json["t"]?.string,
                children: json["c"]?.integer.map { Int($0) })
        case "claim":
            self = .claimed(
                MapRunClaim(
                    first: Int(json["f"]?.integer ?? 0), children: Int(json["n"]?.integer ?? 0),
                    itemCounts: json["c"]?.array?.map { Int($0.integer ?? 0) },
                    firstItem: Int(json["i"]?.integer ?? 0), from: json["a"] ?? .null, to: json["z"] ?? .null,
                    spooled: json["s"]?.array))
        case "last": self = .exhausted
        case "end": self = .ended((json["o"]?.array ?? []).flatMap(Self.outcomes))
        case "limit":
            self = .limited(
                concurrency: json["c"]?.integer, toleratedFailureCount: json["n"]?.integer,
                toleratedFailurePercentage: json["p"]?.number)
        case "stop": self = .stopping(MapRunEnd(json))
        case "left":
            self = .left(items: Int(json["i"]?.integer ?? 0), children: Int(json["n"]?.integer ?? 0))
        case "done": self = .finished(MapRunEnd(json))
        case "redrive":
            self = .redriven(
                time: json["t"]?.integer ?? 0, results: json["r"]?.integer ?? 0, keeping: Self.indices(json["f"]))
        case "again": self = .restarted(Self.indices(json["i"]))
        default: return nil
        }
    }

    private static func array(_ indices: [Int]) -> JSONValue { .array(indices.map { .int(Int64($0)) }) }

    private static func indices(_ json: JSONValue?) -> [Int] {
        (json?.array ?? []).compactMap { $0.integer.map { Int($0) } }
    }

    /// `[first, count, status]` for each run of neighbours that ended alike, with 1 behind it for those that are spent.
    private static func runs(of outcomes: [ChildOutcome]) -> [JSONValue] {
        var runs: [(first: ChildOutcome, count: Int)] = []
        for outcome in outcomes {
            if let last = runs.last, last.first.index + last.count == outcome.index,
                last.first.status == outcome.status, last.first.isSpent == outcome.isSpent
            {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((outcome, 1))
            }
        }
        return runs.map { run in
            let parts: [JSONValue] = [
                .int(Int64(run.first.index)), .int(Int64(run.count)), .int(run.first.status.rawValue),
            ]
            return .array(run.first.isSpent ? parts + [1] : parts)
        }
    }

    private static func outcomes(_ run: JSONValue) -> [ChildOutcome] {
        guard let first = run[0]?.integer, let count = run[1]?.integer, count > 0,
            let status = run[2]?.integer.flatMap(ChildStatus.init)
        else { return [] }
        let isSpent = run[3] != nil
        return (Int(first)..<Int(first + count)).map { ChildOutcome(index: $0, status: status, isSpent: isSpent) }
    }
}

extension MapRunEnd {
    fileprivate func json(_ kind: String) -> JSONValue {
        var object: JSONObject = ["k": .string(kind), "s": .int(status.rawValue), "t": .int(time)]
        object["e"] = error.map(JSONValue.string)
        object["c"] = cause.map(JSONValue.string)
        if !hasResults { object["w"] = false }
        return .object(object)
    }

    fileprivate init(_ json: JSONValue) {
        self.init(
            status: json["s"]?.integer.flatMap(Status.init) ?? .failed, error: json["e"]?.string,
            cause: json["c"]?.string, time: json["t"]?.integer ?? 0)
        hasResults = json["w"]?.bool ?? true
    }
}
