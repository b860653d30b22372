import JSON

extension DefinitionDecoder {
    private static let readerFields: Set<String> = [
        "InputType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "MaxItems", "MaxItemsPath", "Transformation",
        "ManifestType", "ItemsPointer",
    ]
    private static let readerItemsLimit: Int64 = 100_000_000
    private static let batchBytesLimit: Int64 = 262_144

    mutating func itemReader(_ object: JSONObject, _ scope: StateScope) -> ItemReader? {
        let path = scope.path.appending("ItemReader")
        let before = findings.count
        checkNames(of: object, allowed: ["Resource", "Parameters", "Arguments", "ReaderConfig", "Comment"], at: path)
        checkLanguage(of: object, scope.language, at: path)
        require(["Resource"], in: object, at: path)
        let resource = string("Resource", in: object, at: path)
        if let resource, !isOpen(resource),
            !["s3:getObject", "s3:listObjectsV2"].contains(where: { resource.hasSuffix(":states:::" + $0) })
        {
            refuse(
                "The field 'Resource' does not match any of the allowed values. Examples: "
                    + "[arn:<partition>:states:::s3:getObject, arn:<partition>:states:::s3:listObjectsV2]",
                at: path.appending("Resource"))
        }
        let arguments = arguments(of: object, at: path, scope.language)
        let config = objectField("ReaderConfig", in: object, at: path)
        var maxItems: Evaluable<Int64>?
        if let config { maxItems = readerConfig(config, at: path.appending("ReaderConfig"), scope.language) }
        guard let resource, !hasErrors(since: before) else { return nil }
        return ItemReader(
            resource: resource, arguments: arguments, maxItems: maxItems, config: config ?? JSONObject())
    }

    private mutating func readerConfig(
        _ config: JSONObject, at path: DefinitionPath, _ language: QueryLanguage
    ) -> Evaluable<Int64>? {
        checkNames(of: config, allowed: Self.readerFields, at: path)
        checkLanguage(of: config, language, at: path)
        let types = ["MANIFEST", "JSON", "CSV", "JSONL", "PARQUET"]
        if let type = string("InputType", in: config, at: path), !isOpen(type), !types.contains(type) {
            refuse(
                "The field 'InputType' should have one of these values: [\(types.joined(separator: ", "))]",
                at: path.appending("InputType"))
        }
        switch config["InputType"]?.string {
        case "CSV":
            if config["CSVHeaderLocation"] == nil {
                refuse("The field 'CSVHeaderLocation' is required but was missing", at: path)
            }
            if config["CSVHeaderLocation"]?.string == "GIVEN" { require(["CSVHeaders"], in: config, at: path) }
        case "JSON", "JSONL", "PARQUET":
            for field in ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"] where config[field] != nil {
                refuse(
                    "Field '\(field)' is not supported", at: path, target: path.appending(field), atName: true,
                    cure: "only InputType CSV has it")
            }
        default: break
        }
        if let pointer = string("ItemsPointer", in: config, at: path), !isOpen(pointer), !pointer.isEmpty,
            !pointer.hasPrefix("/")
        {
            refuse("The field 'ItemsPointer' should be a JSON Pointer", at: path.appending("ItemsPointer"))
        }
        _ = word("CSVHeaderLocation", of: ["FIRST_ROW", "GIVEN"], in: config, at: path)
        return number("MaxItems", in: config, at: path, language, minimum: 0, maximum: Self.readerItemsLimit)
    }

    mutating func itemBatcher(_ object: JSONObject, _ scope: StateScope) -> ItemBatcher? {
        let path = scope.path.appending("ItemBatcher")
        let before = findings.count
        checkNames(
            of: object,
            allowed: [
                "MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath",
                "BatchInput", "Comment",
            ], at: path)
        checkLanguage(of: object, scope.language, at: path)
        let items = number("MaxItemsPerBatch", in: object, at: path, scope.language, minimum: 0)
        let bytes = number(
            "MaxInputBytesPerBatch", in: object, at: path, scope.language, minimum: 0, maximum: Self.batchBytesLimit)
        let input = object["BatchInput"].flatMap { template($0, at: path.appending("BatchInput"), scope.language) }
        return hasErrors(since: before)
            ? nil : ItemBatcher(maxItemsPerBatch: items, maxInputBytesPerBatch: bytes, batchInput: input)
    }

    mutating func resultWriter(_ object: JSONObject, _ scope: StateScope) -> ResultWriter? {
        let path = scope.path.appending("ResultWriter")
        let before = findings.count
        checkNames(of: object, allowed: ["Resource", "Parameters", "Arguments", "WriterConfig", "Comment"], at: path)
        checkLanguage(of: object, scope.language, at: path)
        let resource = string("Resource", in: object, at: path)
        if let resource, !isOpen(resource), !resource.hasSuffix(":states:::s3:putObject") {
            refuse(
                "The field 'Resource' does not match any of the allowed values. Examples: "
                    + "[arn:<partition>:states:::s3:putObject]",
                at: path.appending("Resource"))
        }
        let arguments = arguments(of: object, at: path, scope.language)
        let config = objectField("WriterConfig", in: object, at: path)
        if let config {
            let place = path.appending("WriterConfig")
            checkNames(of: config, allowed: ["Transformation", "OutputType"], at: place)
            _ = word("Transformation", of: ["NONE", "COMPACT", "FLATTEN"], in: config, at: place)
            _ = word("OutputType", of: ["JSON", "JSONL"], in: config, at: place)
        }
        return hasErrors(since: before)
            ? nil : ResultWriter(resource: resource, arguments: arguments, config: config ?? JSONObject())
    }
}
