import JSON
import LocalFunctions
import StatesLanguage

/// The parameters of `lambda:invoke`.
struct InvokeParameters: Sendable {
    enum InvocationType: String {
        case requestResponse = "RequestResponse"
        case event = "Event"
        case dryRun = "DryRun"
    }

    var function: FunctionReference
    var payload: JSONValue
    var invocationType = InvocationType.requestResponse
    var wantsLog = false
    /// JSON text.
    var clientContext: String?

    static let fields = [
        "FunctionName", "Payload", "InvocationType", "LogType", "ClientContext", "Qualifier", "TenantId",
    ]

    init(function: FunctionReference, payload: JSONValue) {
        self.function = function
        self.payload = payload
    }

    init(_ request: TaskRequest) throws(LambdaError) {
        guard case .object(let parameters) = request.parameters else {
            throw Self.invalid("The parameters of '\(request.resource.arn)' must be an object.")
        }
        if let unknown = parameters.members.first(where: { !Self.fields.contains($0.key) }) {
            throw Self.invalid("The field '\(unknown.key)' is not supported by Step Functions")
        }
        guard let name = parameters["FunctionName"] else {
            throw Self.invalid("The field 'FunctionName' is required but was missing")
        }
        guard let text = name.string,
            let function = FunctionReference(text, account: request.account, region: request.region)
        else { throw Self.invalid("The value of the field 'FunctionName' is not a function: \(name.serialized())") }
        self.init(function: function, payload: try Self.payload(parameters["Payload"], request))
        if let qualifier = parameters["Qualifier"]?.string { self.function.qualifier = qualifier }
        if let text = parameters["InvocationType"]?.string {
            guard let type = InvocationType(rawValue: text) else {
                throw Self.invalid("The value of the field 'InvocationType' is not valid: \(text)")
            }
            invocationType = type
        }
        wantsLog = parameters["LogType"]?.string == "Tail"
        if let context = parameters["ClientContext"] {
            clientContext = context.string.flatMap(Base64.decoded) ?? context.serialized()
        }
    }

    /// A text is sent as it is, so it must be JSON; `null` is no payload, for which a function gets `{}`.
    private static func payload(_ value: JSONValue?, _ request: TaskRequest) throws(LambdaError) -> JSONValue {
        switch value {
        case nil, .null: return [:]
        case .string(let text):
            if let payload = try? JSONValue.parse(text) { return payload }
            throw .service(
                "InvalidRequestContentException", status: 400,
                "Could not parse request body into json: Could not parse payload into json",
                requestID: Invocation.requestID(for: request.idempotencyKey))
        case let value?: return value
        }
    }

    private static func invalid(_ cause: String) -> LambdaError { LambdaError(error: "States.Runtime", cause: cause) }
}
