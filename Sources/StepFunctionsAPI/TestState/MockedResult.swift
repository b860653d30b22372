import Engine
import JSON
import StatesLanguage

/// The shape that the API of an integration says its result has, and a mocked result's agreement with it.
struct MockedResult {
    private let model: ServiceModel
    private let output: String
    /// Members that Step Functions turns into JSON, whatever the API's model says.
    private let free: Set<String>

    /// nil where no API model says what the result is: functions by ARN, activities, callbacks, HTTP and API Gateway.
    ///
    /// Throws where there should be a model, but none is installed.
    init?(_ resource: TaskResource, models: ServiceModels) throws(ServiceError) {
        guard case .integration(let integration) = resource.target,
            let call = ModelledCall(integration)
        else { return nil }
        guard let model = try models.model(of: call.service), let output = model.output(of: call.operation) else {
            return nil
        }
        self.model = model
        self.output = output
        free = call.free
    }

    /// Throws AWS's text of the first disagreement.
    ///
    /// - Parameter requiresAll: required members must be there (`STRICT`).
    func check(_ result: JSONValue, requiresAll: Bool) throws(ServiceError) {
        try check(result, output, "Result", requiresAll)
    }

    private func check(
        _ value: JSONValue, _ name: String, _ field: String, _ requiresAll: Bool
    ) throws(ServiceError) {
        guard let shape = model.shape(name) else { return }
        switch shape["type"]?.string {
        case "structure" where shape["document"]?.bool == true: break
        case "structure":
            guard let object = value.object else { throw fault(field, "must be an object") }
            try check(object, membersOf: shape, requiresAll)
        case "list":
            guard let elements = value.array else { throw fault(field, "must be an array") }
            let element = shape["member"]?["shape"]?.string ?? ""
            for value in elements where !value.isNull { try check(value, element, field, requiresAll) }
        case "map":
            guard let object = value.object else { throw fault(field, "must be an object") }
            let element = shape["value"]?["shape"]?.string ?? ""
            for member in object.members where !member.value.isNull {
                try check(member.value, element, member.key, requiresAll)
            }
        case "string":
            let text = try text(value, field, shape)
            if let values = shape["enum"]?.array, !values.contains(.string(text)) {
                throw fault(field, "is not an expected value")
            }
        case "blob": _ = try text(value, field, shape)
        case "timestamp":
            guard value.string != nil else { throw fault(field, "must be a string") }
        case "boolean":
            guard value.bool != nil else { throw fault(field, "must be a boolean") }
        case "integer", "long", "float", "double", "bigdecimal":
            guard let number = value.number else { throw fault(field, "must be a number") }
            if let least = shape["min"]?.number, number < least { throw fault(field, "is less than the minimum value") }
            if let most = Self.recordedMaxima[name] ?? shape["max"]?.number, number > most {
                throw fault(field, "exceeds the maximum value")
            }
        default: break
        }
    }

    private func check(
        _ object: JSONObject, membersOf shape: JSONValue, _ requiresAll: Bool
    ) throws(ServiceError) {
        let required = Set((shape["required"]?.array ?? []).compactMap(\.string))
        for member in shape["members"]?.object?.members ?? [] {
            let name = Self.pascalCase(member.key)
            guard let value = object[name], !value.isNull else {
                if requiresAll, required.contains(member.key) {
                    throw ServiceError(
                        .validation, "Mock result schema validation error: Required field '\(name)' is missing")
                }
                continue
            }
            if free.contains(name) { continue }
            try check(value, member.value["shape"]?.string ?? "", name, requiresAll)
        }
    }

    private func text(_ value: JSONValue, _ field: String, _ shape: JSONValue) throws(ServiceError) -> String {
        guard let text = value.string else { throw fault(field, "must be a string") }
        let length = Int64(text.utf16.count)
        if let least = shape["min"]?.integer, length < least {
            throw fault(field, "is smaller than the minimum length")
        }
        if let most = shape["max"]?.integer, length > most { throw fault(field, "exceeds the maximum length") }
        return text
    }

    /// By shape: where Step Functions goes by an older model than botocore has. Lambda documents 10,240 MB, too.
    private static let recordedMaxima: [String: Double] = ["MemorySize": 10_240]

    private func fault(_ field: String, _ reason: String) -> ServiceError {
        ServiceError(.validation, "Mock result schema validation error: Field '\(field)' \(reason)")
    }

    /// Step Functions writes all names of API members with a capital first letter.
    private static func pascalCase(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}
