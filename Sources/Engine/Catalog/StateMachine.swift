public import StatesLanguage

/// A state machine as the catalog keeps it: what changes rarely; what an execution runs is its ``Revision``.
public struct StateMachine: Sendable, Equatable {
    /// The owner of its executions in the journal. A state machine that is created again under the name of a deleted
    /// one has the same id, so that executions stay reachable by their ARNs.
    public let id: Int64
    public let scope: Scope
    public let name: String
    public let arn: String
    public let type: StateMachineType
    /// Milliseconds since 1970.
    public let creationDate: Int64
    /// The number of the current revision.
    public var revision: Int64
    /// Ascending by number.
    public var versions: [StateMachineVersion] = []
    /// The number that the next version takes; numbers are never given twice.
    public var nextVersion: Int64 = 1
    /// In the order of their creation.
    public var aliases: [StateMachineAlias] = []
    /// In the order in which they were added.
    public var tags: [ResourceTag] = []

    public func version(_ number: Int64) -> StateMachineVersion? { versions.first { $0.number == number } }

    public func alias(_ name: String) -> StateMachineAlias? { aliases.first { $0.name == name } }

    public func arn(ofVersion number: Int64) -> String { "\(arn):\(number)" }

    public func arn(of alias: StateMachineAlias) -> String { "\(arn):\(alias.name)" }
}

/// A numbered, immutable snapshot of a state machine (Developer Guide, "State machine versions").
public struct StateMachineVersion: Sendable, Equatable {
    /// From 1.
    public let number: Int64
    /// The number of the revision that it published.
    public let revision: Int64
    public let description: String?
    /// Milliseconds since 1970.
    public let creationDate: Int64
}

/// A name that points to one or two versions (Developer Guide, "State machine aliases").
public struct StateMachineAlias: Sendable, Equatable {
    public let name: String
    public var description: String?
    public var routes: [Route]
    /// Milliseconds since 1970.
    public let creationDate: Int64
    /// Milliseconds since 1970.
    public var updateDate: Int64

    /// One item of `routingConfiguration`.
    public struct Route: Sendable, Hashable {
        public let version: Int64
        /// Percent of the executions, 0...100; all routes of an alias sum up to 100.
        public let weight: Int64

        public init(version: Int64, weight: Int64) {
            self.version = version
            self.weight = weight
        }
    }

    /// The version that a draw in 0..<100 falls on.
    func version(draw: UInt64) -> Int64? {
        var bound: UInt64 = 0
        for route in routes {
            bound += UInt64(clamping: route.weight)
            if draw < bound { return route.version }
        }
        return routes.last?.version
    }
}

/// A tag of a state machine or an activity.
public struct ResourceTag: Sendable, Hashable {
    public let key: String
    public let value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
