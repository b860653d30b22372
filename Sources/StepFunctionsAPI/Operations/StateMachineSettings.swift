import Engine
import JSON

/// What CreateStateMachine and UpdateStateMachine have in common.
extension APIRequest {
    /// `loggingConfiguration` with its defaults, as it is kept and shown.
    func logging() throws(ServiceError) -> String? {
        guard var logging = body["loggingConfiguration"]?.object else { return nil }
        let destinations = logging["destinations"]?.array?.count ?? 0
        let level = logging["level"]?.string ?? "OFF"
        guard destinations <= 1, level == "OFF" || destinations == 1 else {
            throw ServiceError(
                .invalidLoggingConfiguration,
                "Invalid Logging Configuration: Must specify exactly one Log Destination.")
        }
        if logging["includeExecutionData"] == nil { logging["includeExecutionData"] = false }
        if logging["level"] == nil { logging["level"] = "OFF" }
        return JSONValue.object(logging).serialized()
    }

    func tracing() -> String? {
        guard var tracing = body["tracingConfiguration"]?.object else { return nil }
        if tracing["enabled"] == nil { tracing["enabled"] = false }
        return JSONValue.object(tracing).serialized()
    }

    func encryption() throws(ServiceError) -> String? {
        guard let encryption = body["encryptionConfiguration"]?.object else { return nil }
        let isCustomer = encryption["type"]?.string == "CUSTOMER_MANAGED_KMS_KEY"
        guard isCustomer == (encryption["kmsKeyId"]?.string != nil) else {
            throw ServiceError(
                .invalidEncryptionConfiguration,
                isCustomer
                    ? "Invalid Encryption Configuration: kmsKeyId must be specified for CUSTOMER_MANAGED_KMS_KEY"
                    : "Invalid Encryption Configuration: kmsKeyId must not be specified for AWS_OWNED_KEY")
        }
        return JSONValue.object(encryption).serialized()
    }

    func tags() throws(ServiceError) -> [ResourceTag] {
        var tags: [ResourceTag] = []
        for item in body["tags"]?.array ?? [] {
            let tag = ResourceTag(key: item["key"]?.string ?? "", value: item["value"]?.string ?? "")
            if let place = tags.firstIndex(where: { $0.key == tag.key }) { tags[place] = tag } else { tags.append(tag) }
        }
        guard tags.count <= Catalog.tagLimit else {
            throw ServiceError(.tooManyTags, "Too many tags: '\(optionalText("resourceArn") ?? text("name"))'")
        }
        return tags
    }

    /// Terraform sends an empty description with every update.
    func versionDescription() throws(ServiceError) -> String? {
        let description = textIfAny("versionDescription")
        guard description == nil || flag("publish") else {
            throw ServiceError(.validation, "Version description can only be set when publish is true")
        }
        return description
    }
}

/// What a state machine has where nothing was configured.
enum DefaultConfiguration {
    static let logging = #"{"level":"OFF","includeExecutionData":false}"#
    static let tracing = #"{"enabled":false}"#
    static let encryption = #"{"type":"AWS_OWNED_KEY"}"#
}
