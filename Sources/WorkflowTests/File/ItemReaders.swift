import JSON
import StatesLanguage

/// Makes inline Maps of a document's distributed ones, for a simulation runs their children within itself: with the items
/// that their ItemReader would read, in batches where an ItemBatcher makes them.
struct ItemReaders {
    let items: [String: JSONValue]

    /// What only a distributed Map may have.
    private static let fields = [
        "ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailurePercentage",
        "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
    ]

    /// The distributed Maps of a document, with the type of their children.
    static func distributed(in document: JSONValue) -> [String: StateMachineType] {
        var found: [String: StateMachineType] = [:]
        for (name, state) in CallNames.states(of: document) {
            let config = (state["ItemProcessor"] ?? state["Iterator"])?["ProcessorConfig"]
            guard let config, config["Mode"]?.string == "DISTRIBUTED" else { continue }
            found[name] = config["ExecutionType"]?.string == "EXPRESS" ? .express : .standard
        }
        return found
    }

    func rewriting(_ level: JSONValue, language: JSONValue? = nil) -> JSONValue {
        guard var object = level.object, let states = object["States"]?.object else { return level }
        let language = object["QueryLanguage"] ?? language
        object["States"] = .object(
            JSONObject(states.members.map { ($0.key, state($0.key, $0.value, language)) }))
        return .object(object)
    }

    private func state(_ name: String, _ value: JSONValue, _ language: JSONValue?) -> JSONValue {
        guard var state = value.object else { return value }
        let language = state["QueryLanguage"] ?? language
        if let branches = state["Branches"]?.array {
            state["Branches"] = .array(branches.map { rewriting($0, language: language) })
        }
        for field in ["ItemProcessor", "Iterator"] {
            if let processor = state[field] { state[field] = rewriting(processor, language: language) }
        }
        let field = state["ItemProcessor"] == nil ? "Iterator" : "ItemProcessor"
        guard var processor = state[field]?.object,
            processor["ProcessorConfig"]?["Mode"]?.string == "DISTRIBUTED"
        else { return .object(state) }
        processor["ProcessorConfig"] = ["Mode": "INLINE"]
        state[field] = .object(processor)
        let batcher = state["ItemBatcher"]
        for field in Self.fields { state[field] = nil }
        guard let items = items[name]?.array else { return .object(state) }
        let size = batcher?["MaxItemsPerBatch"]?.integer.map(Int.init)
        let given = size.map { Self.batches(items, of: max(1, $0), with: batcher?["BatchInput"]) } ?? items
        if language?.string == "JSONata" {
            state["Items"] = DefinitionDraft.literal(.array(given))
        } else {
            // A JSONPath Map takes no literal items; as a JSONata state of the same document it does.
            guard state["ItemSelector"] == nil, state["ResultPath"] == nil, state["ResultSelector"] == nil,
                state["InputPath"] == nil, state["OutputPath"] == nil
            else { return .object(state) }
            state["QueryLanguage"] = "JSONata"
            state["ItemsPath"] = nil
            state["Items"] = DefinitionDraft.literal(.array(given))
        }
        return .object(state)
    }

    private static func batches(_ items: [JSONValue], of size: Int, with input: JSONValue?) -> [JSONValue] {
        stride(from: 0, to: items.count, by: size).map { start in
            var batch: JSONObject = ["Items": .array(Array(items[start..<min(start + size, items.count)]))]
            batch["BatchInput"] = input
            return .object(batch)
        }
    }
}
