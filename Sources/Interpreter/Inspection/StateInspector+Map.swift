import JSON
import StatesLanguage

/// Map: its items, what each iteration would take, and how many failures are too many.
extension StateInspector {
    mutating func prepare(_ map: MapState) throws(Fault) {
        try noteInputPath()
        let effective = try evaluator.effectiveInput(input, of: state)
        if let items = try items(of: map, effective) { try noteItems(items, map, effective) }
        inspection.maxConcurrency = try evaluator.count(map.maxConcurrency, name: "MaxConcurrency", input: effective)
        if let count = map.toleratedFailureCount {
            inspection.toleratedFailureCount = try evaluator.count(
                count, name: "ToleratedFailureCount", input: effective)
        }
        if let percentage = map.toleratedFailurePercentage {
            inspection.toleratedFailurePercentage = try evaluator.percentage(percentage, input: effective)
        }
    }

    /// nil where only its source knows them.
    private mutating func items(of map: MapState, _ effective: Payload) throws(Fault) -> [JSONValue]? {
        if let reader = map.itemReader {
            guard let data = setup.itemReaderData else { return nil }
            let read = try MapItemData(data, config: reader.config)
            if read.hasPointer { inspection.stages[.afterItemsPointer] = Payload(.array(read.items)) }
            return read.items
        }
        let items = try evaluator.items(of: map, effective)
        if isJSONPath { inspection.stages[.afterItemsPath] = items }
        return items.value.array ?? []
    }

    private mutating func noteItems(
        _ items: [JSONValue], _ map: MapState, _ effective: Payload
    ) throws(Fault) {
        var inputs = items
        if let selector = map.itemSelector {
            inputs = try look { (evaluator) throws(Fault) in
                var inputs: [JSONValue] = []
                for (index, item) in items.enumerated() {
                    evaluator.context.item = (index, item)
                    inputs.append(try evaluator.value(of: selector, input: effective.value))
                }
                return inputs
            }
            inspection.stages[.afterItemSelector] = Payload(.array(inputs))
        }
        if let batcher = map.itemBatcher {
            inspection.stages[.afterItemBatcher] = Payload(.array(try batches(of: inputs, batcher)))
        }
    }

    private func batches(of inputs: [JSONValue], _ batcher: ItemBatcher) throws(Fault) -> [JSONValue] {
        try look { (evaluator) throws(Fault) in
            let count = try batcher.maxItemsPerBatch.map { (field) throws(Fault) in
                try evaluator.count(field, name: "MaxItemsPerBatch", input: input)
            }
            let bytes = try batcher.maxInputBytesPerBatch.map { (field) throws(Fault) in
                try evaluator.count(field, name: "MaxInputBytesPerBatch", input: input)
            }
            let shared = try batcher.batchInput.map { (template) throws(Fault) in
                try evaluator.value(of: template, input: input.value)
            }
            var batches: [[JSONValue]] = []
            var size: Int64 = 0
            for item in inputs {
                let itemSize = Int64(item.serializedBytes().count) + 1
                let fits =
                    (count ?? 0 == 0 || Int64(batches.last?.count ?? 0) < count ?? 0)
                    && (bytes ?? 0 == 0 || size + itemSize <= bytes ?? 0)
                if batches.isEmpty || !fits {
                    batches.append([])
                    size = 0
                }
                batches[batches.count - 1].append(item)
                size += itemSize
            }
            return batches.map { items in
                var batch: JSONObject = [:]
                batch["BatchInput"] = shared
                batch["Items"] = .array(items)
                return .object(batch)
            }
        }
    }

    /// Whether more iterations failed than the Map tolerates, where it says how many it does.
    var isToleranceExceeded: Bool {
        guard case .map = state.kind, let failed = setup.failedIterations else { return false }
        if let count = inspection.toleratedFailureCount, failed > count { return true }
        guard let percentage = inspection.toleratedFailurePercentage, let count = iterationCount, count > 0 else {
            return false
        }
        return Double(failed) * 100 / Double(count) > percentage
    }

    private var iterationCount: Int? {
        guard case .map(let map) = state.kind, map.itemReader == nil else { return nil }
        return try? look { (evaluator) throws(Fault) in
            try evaluator.items(of: map, evaluator.effectiveInput(input, of: state)).value.array?.count ?? 0
        }
    }
}
