/// The fields of a Task (ASL spec, "Task State").
public struct TaskState: Sendable {
    public let resource: TaskResource
    /// Seconds that an attempt may take; 99,999,999 where nothing says otherwise.
    public let timeoutSeconds: Evaluable<Int64>?
    public let heartbeatSeconds: Evaluable<Int64>?
    /// `Credentials`, an object with `RoleArn`.
    public let credentials: Template?

    public init(
        resource: TaskResource, timeoutSeconds: Evaluable<Int64>?, heartbeatSeconds: Evaluable<Int64>?,
        credentials: Template?
    ) {
        self.resource = resource
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.credentials = credentials
    }
}

/// What a Task calls, told by its `Resource`.
public struct TaskResource: Sendable, Hashable {
    public let arn: String
    public let target: Target

    public init(arn: String, target: Target) {
        self.arn = arn
        self.target = target
    }

    public enum Target: Sendable, Hashable {
        /// A Lambda function's own ARN, its qualifier included.
        case function
        /// An activity's ARN.
        case activity
        /// `arn:aws:states:::[aws-sdk:]SERVICE:ACTION[.PATTERN]`.
        case integration(Integration)
    }

    public struct Integration: Sendable, Hashable {
        /// `lambda`, `states`, `http`, `aws-sdk:dynamodb`: the `resourceType` of history events.
        public let service: String
        /// `invoke`, `startExecution`: without the pattern.
        public let action: String
        public let pattern: Pattern

        public init(service: String, action: String, pattern: Pattern) {
            self.service = service
            self.action = action
            self.pattern = pattern
        }

        /// The `resource` of history events: `invoke.waitForTaskToken`.
        public var resource: String { action + pattern.rawValue }
    }

    /// Service integration patterns, by their suffix.
    public enum Pattern: String, Sendable, Hashable, CaseIterable {
        case requestResponse = ""
        case sync = ".sync"
        case sync2 = ".sync:2"
        case waitForTaskToken = ".waitForTaskToken"
    }
}
