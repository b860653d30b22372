import JSON

/// What AWS answers where members are missing that an operation requires. Stand-ins for AWS mostly crash instead.
enum MissingMembers {
    /// nil where all are there, or the service has another way to say so.
    static func error(_ parameters: JSONValue, _ operation: ServiceOperation, requestID: String) -> ServiceError? {
        guard operation.model.wireProtocol == .json, let input = operation.input else { return nil }
        let given = (try? ParameterReader(idempotencyToken: requestID).members(parameters, of: input)) ?? []
        let missing = input.required.filter { name in !given.contains { $0.name == name } }
        guard let first = missing.first else { return nil }
        if operation.model.serviceID == "SQS" {
            return ServiceError(
                code: "MissingParameter", message: "The request must contain the parameter \(first).",
                requestID: requestID)
        }
        let faults = missing.map { name in
            "Value null at '\(name.prefix(1).lowercased() + name.dropFirst())' failed to satisfy constraint: Member must not be null"
        }
        return ServiceError(
            code: "ValidationException",
            message: "\(missing.count) validation error\(missing.count == 1 ? "" : "s") detected: "
                + faults.joined(separator: "; "), requestID: requestID)
    }
}
