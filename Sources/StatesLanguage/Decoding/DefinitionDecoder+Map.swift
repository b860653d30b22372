import JSON

extension DefinitionDecoder {
    mutating func map(_ object: JSONObject, _ scope: StateScope) -> MapState? {
        let path = scope.path
        let before = findings.count
        guard let (processor, mode) = processor(of: object, at: path) else { return nil }
        if mode == .inline { refuseDistributedFields(of: object, at: path) }
        let concurrency = number("MaxConcurrency", in: object, at: path, scope.language, minimum: 0)
        let count = number("ToleratedFailureCount", in: object, at: path, scope.language, minimum: 0)
        let percentage = fraction(
            "ToleratedFailurePercentage", in: object, at: path, scope.language, minimum: 0, maximum: 100)
        let items = itemSource(of: object, scope)
        let selector = itemSelector(of: object, scope)
        let label = label(of: object, at: path)
        let reader = objectField("ItemReader", in: object, at: path).flatMap { itemReader($0, scope) }
        let batcher = objectField("ItemBatcher", in: object, at: path).flatMap { itemBatcher($0, scope) }
        let writer = objectField("ResultWriter", in: object, at: path).flatMap { resultWriter($0, scope) }
        guard let processor, let items, !hasErrors(since: before) else { return nil }
        return MapState(
            processor: processor, mode: mode, items: items, itemSelector: selector,
            maxConcurrency: concurrency ?? .literal(0), toleratedFailureCount: count,
            toleratedFailurePercentage: percentage, label: label, itemReader: reader, itemBatcher: batcher,
            resultWriter: writer)
    }

    /// The level that each item runs through, and how. Its place is nil where it is at fault; all is nil where there
    /// is no processor to read.
    private mutating func processor(
        of object: JSONObject, at path: DefinitionPath
    ) -> (LevelIndex?, ProcessorMode)? {
        let fields = ["ItemProcessor", "Iterator"]
        guard let field = fields.first(where: { object[$0] != nil }) else {
            refuse(
                "This object should have only one of the following fields: [ItemProcessor, Iterator]", at: path,
                cure: "add \"ItemProcessor\"")
            return nil
        }
        guard exclude(fields, in: object, at: path), let processor = objectField(field, in: object, at: path) else {
            return nil
        }
        let place = path.appending(field)
        let mode = processorMode(of: processor, at: place)
        // The states of a distributed Map run in executions of their own type.
        let outer = processorType
        if case .distributed(let type) = mode { processorType = type }
        defer { processorType = outer }
        return (level(processor, .processor, at: place), mode)
    }

    private mutating func processorMode(of processor: JSONObject, at path: DefinitionPath) -> ProcessorMode {
        guard let config = objectField("ProcessorConfig", in: processor, at: path) else { return .inline }
        let place = path.appending("ProcessorConfig")
        checkNames(of: config, allowed: ["Mode", "ExecutionType"], at: place)
        guard word("Mode", of: ["INLINE", "DISTRIBUTED"], in: config, at: place) == "DISTRIBUTED" else {
            if config["Mode"]?.string == "INLINE", config["ExecutionType"] != nil {
                refuse(
                    "Field 'ExecutionType' is not supported", at: place, target: place.appending("ExecutionType"),
                    atName: true, cure: "only a Map of mode DISTRIBUTED has an ExecutionType")
            }
            return .inline
        }
        if rules.type == .express || processorType == .express {
            refuse(
                "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
                at: place.appending("Mode"))
        }
        require(["ExecutionType"], in: config, at: place)
        let type = word(
            "ExecutionType", of: StateMachineType.allCases.map(\.rawValue), in: config, at: place)
        return .distributed(type.flatMap(StateMachineType.init) ?? .standard)
    }

    private mutating func refuseDistributedFields(of object: JSONObject, at path: DefinitionPath) {
        for field in ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] where object[field] != nil {
            refuse(
                "Field '\(field)' is not supported", at: path, target: path.appending(field), atName: true,
                cure: "only a Map of mode DISTRIBUTED has it: set ProcessorConfig in its ItemProcessor")
        }
    }

    private mutating func itemSource(of object: JSONObject, _ scope: StateScope) -> ItemSource? {
        switch scope.language {
        case .jsonPath:
            guard object["ItemsPath"] != nil else { return .input }
            return string("ItemsPath", in: object, at: scope.path)
                .flatMap { referencePath($0, at: scope.path.appending("ItemsPath")) }.map(ItemSource.path)
        case .jsonata:
            guard let items = object["Items"] else { return .input }
            let place = scope.path.appending("Items")
            switch items {
            case .array: break
            case .string(let text) where text.hasPrefix("{%") || isOpen(text): break
            default:
                expect("Array", at: place)
                return nil
            }
            return jsonata(items, at: place, .before).map(ItemSource.items)
        }
    }

    private mutating func itemSelector(of object: JSONObject, _ scope: StateScope) -> Template? {
        guard exclude(["ItemSelector", "Parameters"], in: object, at: scope.path) else { return nil }
        if let selector = object["ItemSelector"] {
            return template(selector, at: scope.path.appending("ItemSelector"), scope.language)
        }
        guard scope.language == .jsonPath, let parameters = object["Parameters"] else { return nil }
        return template(parameters, at: scope.path.appending("Parameters"), scope.language)
    }

    mutating func template(_ value: JSONValue, at path: DefinitionPath, _ language: QueryLanguage) -> Template? {
        switch language {
        case .jsonPath: payload(value, at: path).map(Template.jsonPath)
        case .jsonata: jsonata(value, at: path, .before).map(Template.jsonata)
        }
    }

    /// `Parameters` in JSONPath, `Arguments` in JSONata.
    mutating func arguments(of object: JSONObject, at path: DefinitionPath, _ language: QueryLanguage) -> Template? {
        let field = language == .jsonPath ? "Parameters" : "Arguments"
        return object[field].flatMap { template($0, at: path.appending(field), language) }
    }

    private mutating func label(of object: JSONObject, at path: DefinitionPath) -> String? {
        guard let label = string("Label", in: object, at: path), !isOpen(label) else { return nil }
        let place = path.appending("Label")
        guard !label.isEmpty else {
            note(.invalidLabelName, "Label cannot be empty", at: place)
            return nil
        }
        guard label.unicodeScalars.count <= DecodingRules.labelLimit else {
            note(
                .invalidLabelName,
                "Label '\(label)' exceeds the \(DecodingRules.labelLimit)-character limit allowed by the service",
                at: place)
            return nil
        }
        if let scalar = label.unicodeScalars.first(where: LabelSyntax.refuses) {
            note(.invalidLabelName, "Label contains an invalid character: '\(scalar)'", at: place)
            return nil
        }
        if !labels.insert(label).inserted {
            note(.duplicateLabelName, "Duplicate Label name: \(label)", at: place)
        }
        return label
    }
}

/// Characters that an execution's name may not have either (API reference, "StartExecution", name).
enum LabelSyntax {
    static func refuses(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "\n", "\r", "<", ">", "{", "}", "[", "]", "?", "*", "\"", "#", "%", "\\", "^", "|", "~", "`",
            "$", "&", ",", ";", ":", "/", ".":
            true
        default:
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0xFFFE...0xFFFF).contains(scalar.value)
        }
    }
}
