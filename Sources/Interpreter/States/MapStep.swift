import JSON
import JSONPath
import StatesLanguage

/// Inline Map: a frame an iteration, `MaxConcurrency` at a time (ASL spec, "Map State").
extension TurnMaker {
    mutating func executeMap(_ id: FrameID, _ state: State, _ map: MapState) {
        if case .distributed = map.mode {
            executeDistributedMap(id, state, map)
            return
        }
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let input = try evaluator.effectiveInput(frame.input, of: state)
            let wanted = try evaluator.count(map.maxConcurrency, name: "MaxConcurrency", input: input)
            let items = try evaluator.items(of: map, input)
            guard case .array(let elements) = items.value else { return }
            let start = MapStart(
                items: items, count: elements.count,
                concurrency: wanted > 0 ? min(Int(wanted), max(limits.inlineConcurrency, 1)) : limits.inlineConcurrency)
            emit(.mapStarted(frame: id, start), after: frame.lastEvent)
            try evaluator.checkTolerance(of: map, input)
        } catch {
            fail(id, with: error)
        }
    }

    mutating func iterate(_ id: FrameID) {
        guard let frame = machine.frames[id], case .iterations(let work) = frame.work,
            case .map(let map) = machine.state(of: frame).kind
        else { return }
        if work.remaining == 0 {
            let result = Payload(.array(work.outputs.map { $0?.value ?? .null }))
            emit(.mapSucceeded(frame: id), after: frame.lastEvent)
            complete(id, result)
            return
        }
        let items = work.items
        guard case .array(let elements) = items.value else { return }
        let previous = work.lastInnerEvent
        let free = max(0, work.concurrency - work.running.count)
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let mapInput = try evaluator.effectiveInput(frame.input, of: machine.state(of: frame))
            for index in work.next..<min(work.next + free, work.count) {
                let input = try evaluator.iterationInput(map, items, elements[index], index, mapInput)
                emit(.iterationStarted(frame: id, index: index, input: input), after: previous)
            }
        } catch {
            giveUpBelow(id, error)
            fail(id, with: error)
        }
    }
}

extension Evaluator {
    /// The items of a Map without a reader.
    mutating func items(of map: MapState, _ input: Payload) throws(Fault) -> Payload {
        switch map.items {
        case .input:
            guard case .array = input.value else {
                let cause = "Map state input must be an array but was: \(input.value.serialized())"
                throw Fault.query(cause, location: nil)
            }
            return input
        case .path(let path):
            let value = try value(of: path, input: input.value)
            guard case .array = value else {
                throw Fault(.notAnArray(itemsPath: path.text))
            }
            return path.text == "$" ? input : Payload(value)
        case .items(let template):
            let value = try value(of: template, input: input.value)
            if case .expression(let embedded) = template {
                return Payload(.array(try expect("array", value, from: embedded, as: \.array)))
            }
            return Payload(value)
        }
    }

    mutating func checkTolerance(of map: MapState, _ input: Payload) throws(Fault) {
        if let count = map.toleratedFailureCount {
            _ = try self.count(count, name: "ToleratedFailureCount", input: input)
        }
        if let percentage = map.toleratedFailurePercentage { _ = try self.percentage(percentage, input: input) }
    }

    /// The input of one iteration: the item, or what ItemSelector makes of it.
    mutating func iterationInput(
        _ map: MapState, _ items: Payload, _ item: JSONValue, _ index: Int, _ mapInput: Payload
    ) throws(Fault) -> Payload {
        guard let selector = map.itemSelector else { return items.element(index, item) }
        context.item = (index, item)
        return Payload(try value(of: selector, input: mapInput.value))
    }
}
