/// The shapes that several operations share (Step Functions API model, 2016-11-23).
extension Shape {
    static let arn = text(1, 256)
    static let longARN = text(1, 2000)
    static let name = text(1, 80)
    static let definition = text(1, 1_048_576)
    static let data = text(nil, 262_144)
    static let error = text(0, 256)
    static let cause = text(0, 32_768)
    static let versionDescription = text(nil, 256)
    static let pageToken = text(1, 1024)
    static let executionsPageToken = text(1, 3096)
    static let pageSize = integer(min: 0, max: 1000)
    static let taskToken = text(1, 2048)
    static let machineType = one(of: "STANDARD", "EXPRESS")
    static let includedData = one(of: "ALL_DATA", "METADATA_ONLY")
    static let traceHeader = text(
        0, 256, pattern: Pattern(text: "\\p{ASCII}*") { $0.utf8.allSatisfy { $0 < 0x80 } })
    static let clientToken = text(
        1, 64, pattern: Pattern(text: "[!-~]+") { !$0.isEmpty && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })

    static let aliasName = text(
        1, 80,
        pattern: Pattern(text: "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$") { name in
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            let others = name.utf8.filter { !digits.contains($0) }
            return !others.isEmpty
                && others.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte >= 0x41
                        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
        })

    static let tags = list(
        of: .structure(Structure("Tag", [.optional("key", text(1, 128)), .optional("value", text(0, 256))])))

    static let logging = structure(
        Structure(
            "LoggingConfiguration",
            [
                .optional("level", one(of: "ALL", "ERROR", "FATAL", "OFF")),
                .optional("includeExecutionData", .boolean),
                .optional(
                    "destinations",
                    list(
                        of: .structure(
                            Structure(
                                "LogDestination",
                                [
                                    .optional(
                                        "cloudWatchLogsLogGroup",
                                        .structure(
                                            Structure("CloudWatchLogsLogGroup", [.optional("logGroupArn", arn)])))
                                ])))),
            ]))

    static let tracing = structure(Structure("TracingConfiguration", [.optional("enabled", .boolean)]))

    static let encryption = structure(
        Structure(
            "EncryptionConfiguration",
            [
                .optional("kmsKeyId", text(1, 2048)),
                .optional("kmsDataKeyReusePeriodSeconds", integer(min: 60, max: 900)),
                .required("type", one(of: "AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY")),
            ]))

    static let routing = list(
        min: 1, max: 2,
        of: .structure(
            Structure(
                "RoutingConfigurationListItem",
                [.required("stateMachineVersionArn", arn), .required("weight", integer(min: 0, max: 100))])))
}
