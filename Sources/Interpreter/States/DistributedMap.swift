import JSON
import JSONPath
import StatesLanguage

/// Distributed Map: one map run, whose children are executions of their own (Step Functions, "Using Map state in
/// Distributed mode").
extension TurnMaker {
    mutating func executeDistributedMap(_ id: FrameID, _ state: State, _ map: MapState) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let input = try evaluator.effectiveInput(frame.input, of: state)
            let concurrency = try evaluator.count(map.maxConcurrency, name: "MaxConcurrency", input: input)
            let items = map.itemReader == nil ? try evaluator.items(of: map, input) : Payload(.array([]))
            guard case .array(let elements) = items.value else { return }
            let start = MapStart(items: items, count: elements.count, concurrency: Int(clamping: concurrency))
            emit(.mapStarted(frame: id, start), after: frame.lastEvent)
            let settings = try evaluator.mapRunSettings(map, input, concurrency: concurrency)
            startMapRun(id, settings)
        } catch {
            fail(id, with: error)
        }
    }

    private mutating func startMapRun(_ id: FrameID, _ settings: MapRunSettings) {
        guard isRunning, let frame = machine.frames[id] else { return }
        let number = machine.nextRecord
        let arn = surroundings.mapRunARN(number, now, frame.state)
        emit(.mapRunStarted(frame: id, MapRunStart(arn: arn, settings: settings)), after: frame.lastEvent)
        guard isRunning else { return }
        effect(.startMapRun(task: number))
    }

    /// Records how a map run ended.
    mutating func endMapRun(_ task: Int64, _ result: MapRunResult) -> Verdict {
        for (id, frame) in machine.frames.all {
            guard case .mapRun(let run) = frame.work, run.start != nil, run.id == task else { continue }
            effect(.endMapRun(task: task, answered: true))
            emit(.mapRunEnded(frame: id, result), after: frame.lastEvent)
            return .accepted
        }
        return task < machine.nextRecord ? .taskOver : .unknownTask
    }

    mutating func endMapRun(_ id: FrameID, _ result: MapRunResult) {
        guard let frame = machine.frames[id] else { return }
        switch result {
        case .succeeded(let output):
            guard output.text.count <= limits.payloadBytes else {
                fail(id, with: .dataLimitExceeded(machine.state(of: frame).name))
                return
            }
            emit(.mapSucceeded(frame: id), after: frame.lastEvent)
            complete(id, output)
        case .failed(let error, let cause): handle(error, cause, in: id)
        }
    }
}

extension Evaluator {
    /// The fields of a distributed Map that are evaluated once, as its map run begins.
    mutating func mapRunSettings(
        _ map: MapState, _ input: Payload, concurrency: Int64
    ) throws(Fault) -> MapRunSettings {
        var settings = MapRunSettings(concurrency: concurrency)
        if let count = map.toleratedFailureCount {
            settings.toleratedFailureCount = try self.count(count, name: "ToleratedFailureCount", input: input)
        }
        if let percentage = map.toleratedFailurePercentage {
            settings.toleratedFailurePercentage = try self.percentage(percentage, input: input)
        }
        if let reader = map.itemReader {
            settings.readerArguments = try reader.arguments.map { (template) throws(Fault) in
                try value(of: template, input: input.value)
            }
            if let maxItems = reader.maxItems { settings.maxItems = try maximum(maxItems, input: input) }
        }
        if let batcher = map.itemBatcher {
            settings.maxItemsPerBatch = try batcher.maxItemsPerBatch.map { (field) throws(Fault) in
                try count(field, name: "MaxItemsPerBatch", input: input)
            }
            settings.maxInputBytesPerBatch = try batcher.maxInputBytesPerBatch.map { (field) throws(Fault) in
                try count(field, name: "MaxInputBytesPerBatch", input: input)
            }
            settings.batchInput = try batcher.batchInput.map { (template) throws(Fault) in
                try value(of: template, input: input.value)
            }
        }
        settings.writerArguments = try map.resultWriter?.arguments.map { (template) throws(Fault) in
            try value(of: template, input: input.value)
        }
        return settings
    }

    /// `MaxItems`; one below zero is a fault of the map run, not of the state.
    private mutating func maximum(_ field: Evaluable<Int64>, input: Payload) throws(Fault) -> Int64 {
        if case .path(let path) = field, let value = try value(of: path, input: input.value).integer, value < 0 {
            return value
        }
        return try count(field, name: "MaxItems", input: input)
    }
}
