public import JSON
public import JSONPath

/// The fields of a Map (ASL spec, "Map State").
public struct MapState: Sendable {
    public let processor: LevelIndex
    public let mode: ProcessorMode
    public let items: ItemSource
    /// `ItemSelector`, or `Parameters` of a legacy Map.
    public let itemSelector: Template?
    /// 0: no limit.
    public let maxConcurrency: Evaluable<Int64>
    public let toleratedFailureCount: Evaluable<Int64>?
    public let toleratedFailurePercentage: Evaluable<Double>?
    public let label: String?
    public let itemReader: ItemReader?
    public let itemBatcher: ItemBatcher?
    public let resultWriter: ResultWriter?

    public init(
        processor: LevelIndex, mode: ProcessorMode = .inline, items: ItemSource = .input, itemSelector: Template? = nil,
        maxConcurrency: Evaluable<Int64> = .literal(0), toleratedFailureCount: Evaluable<Int64>? = nil,
        toleratedFailurePercentage: Evaluable<Double>? = nil, label: String? = nil, itemReader: ItemReader? = nil,
        itemBatcher: ItemBatcher? = nil, resultWriter: ResultWriter? = nil
    ) {
        self.processor = processor
        self.mode = mode
        self.items = items
        self.itemSelector = itemSelector
        self.maxConcurrency = maxConcurrency
        self.toleratedFailureCount = toleratedFailureCount
        self.toleratedFailurePercentage = toleratedFailurePercentage
        self.label = label
        self.itemReader = itemReader
        self.itemBatcher = itemBatcher
        self.resultWriter = resultWriter
    }
}

/// `ProcessorConfig`.
public enum ProcessorMode: Sendable, Hashable {
    case inline
    case distributed(StateMachineType)
}

/// Standard or Express, of a state machine or of the children of a distributed Map.
public enum StateMachineType: String, Sendable, Hashable, CaseIterable {
    case standard = "STANDARD"
    case express = "EXPRESS"
}

/// Where the items of a Map come from, if not from an ``ItemReader``.
public enum ItemSource: Sendable {
    /// Neither `ItemsPath` nor `Items`: the state's effective input.
    case input
    /// `ItemsPath`.
    case path(JSONPathExpression)
    /// `Items`: an array with expressions, or one expression.
    case items(JSONataTemplate)
}

/// `ItemReader` of a distributed Map.
public struct ItemReader: Sendable {
    public let resource: String
    /// `Parameters` or `Arguments`.
    public let arguments: Template?
    public let maxItems: Evaluable<Int64>?
    /// `ReaderConfig` as written, for `InputType`, `CSVHeaderLocation` and the rest.
    public let config: JSONObject

    public init(resource: String, arguments: Template?, maxItems: Evaluable<Int64>?, config: JSONObject) {
        self.resource = resource
        self.arguments = arguments
        self.maxItems = maxItems
        self.config = config
    }
}

/// `ItemBatcher` of a distributed Map.
public struct ItemBatcher: Sendable {
    public let maxItemsPerBatch: Evaluable<Int64>?
    public let maxInputBytesPerBatch: Evaluable<Int64>?
    public let batchInput: Template?

    public init(
        maxItemsPerBatch: Evaluable<Int64>?, maxInputBytesPerBatch: Evaluable<Int64>?, batchInput: Template?
    ) {
        self.maxItemsPerBatch = maxItemsPerBatch
        self.maxInputBytesPerBatch = maxInputBytesPerBatch
        self.batchInput = batchInput
    }
}

/// `ResultWriter` of a distributed Map.
public struct ResultWriter: Sendable {
    public let resource: String?
    public let arguments: Template?
    /// `WriterConfig` as written: `OutputType`, `Transformation`.
    public let config: JSONObject

    public init(resource: String?, arguments: Template?, config: JSONObject) {
        self.resource = resource
        self.arguments = arguments
        self.config = config
    }
}
