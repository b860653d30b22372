/// An exception of the Step Functions API: AWS's name and AWS's message.
public struct ServiceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Names of exceptions (API reference, "Errors" of each action). More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        public init(_ description: String) { self.description = description }

        public static let activityDoesNotExist = Code("ActivityDoesNotExist")
        public static let activityWorkerLimitExceeded = Code("ActivityWorkerLimitExceeded")
        public static let conflict = Code("ConflictException")
        public static let executionAlreadyExists = Code("ExecutionAlreadyExists")
        public static let executionDoesNotExist = Code("ExecutionDoesNotExist")
        public static let executionNotRedrivable = Code("ExecutionNotRedrivable")
        public static let invalidArn = Code("InvalidArn")
        public static let invalidDefinition = Code("InvalidDefinition")
        public static let invalidExecutionInput = Code("InvalidExecutionInput")
        public static let invalidName = Code("InvalidName")
        public static let invalidOutput = Code("InvalidOutput")
        public static let invalidToken = Code("InvalidToken")
        public static let resourceNotFound = Code("ResourceNotFound")
        public static let stateMachineDoesNotExist = Code("StateMachineDoesNotExist")
        public static let stateMachineTypeNotSupported = Code("StateMachineTypeNotSupported")
        public static let taskDoesNotExist = Code("TaskDoesNotExist")
        public static let taskTimedOut = Code("TaskTimedOut")
        public static let throttling = Code("ThrottlingException")
        public static let validation = Code("ValidationException")
        public static let activityAlreadyExists = Code("ActivityAlreadyExists")
        public static let stateMachineAlreadyExists = Code("StateMachineAlreadyExists")
        public static let serviceQuotaExceeded = Code("ServiceQuotaExceededException")
        public static let tooManyTags = Code("TooManyTags")
        public static let invalidLoggingConfiguration = Code("InvalidLoggingConfiguration")
        public static let invalidTracingConfiguration = Code("InvalidTracingConfiguration")
        public static let invalidEncryptionConfiguration = Code("InvalidEncryptionConfiguration")
        public static let missingRequiredParameter = Code("MissingRequiredParameter")
        public static let unknownOperation = Code("UnknownOperationException")
        public static let requestEntityTooLarge = Code("RequestEntityTooLargeException")
        public static let serialization = Code("SerializationException")
        public static let internalFailure = Code("InternalFailure")
    }

    public let code: Code
    public let message: String
    /// Further members of the body, such as `reason` of ValidationException.
    public let reason: String?

    public init(_ code: Code, _ message: String, reason: String? = nil) {
        self.code = code
        self.message = message
        self.reason = reason
    }

    public var description: String { "\(code): \(message)" }
}
