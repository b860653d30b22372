import Interpreter
import JSON
import StatesLanguage

/// Distributed Maps: each child is simulated as an execution of its own, as many at a time as the Map allows.
extension Simulation {
    /// Children at a time where the Map sets no limit (Step Functions, "Quotas").
    static let mapRunConcurrency = 10_000

    mutating func startMapRun(_ task: Int64) {
        guard halt == nil, let request = machine.mapRun(task, seed: world.seed, limits: world.limits) else { return }
        do throws(MapRunFault) {
            let inputs = try childInputs(try items(request), request)
            var children = MapRunChildren(request, inputs.map(\.items), start: now)
            for input in inputs {
                guard let start = children.nextStart() else { break }
                children.started(run(input.value, at: start, request))
                if halt != nil { return }
            }
            children.finish()
            let state = machineSetting.definition.original(request.state)
            mapRuns.append(
                (
                    task,
                    SimulatedMapRun(
                        map: state, mapName: request.stateName, childType: request.childType,
                        children: children.runs)
                ))
            agenda.plan(.input(.mapRunEnded(task: task, result(of: children, request))), at: children.end)
        } catch {
            switch error {
            case .failed(let name, let cause):
                agenda.plan(.input(.mapRunEnded(task: task, .failed(error: name, cause: cause))), at: now)
            case .halt(let status): halt = status
            }
        }
    }

    /// What ends the map run before its children: the execution's end, a timeout.
    mutating func stopMapRun(_ task: Int64) {
        guard let place = mapRuns.firstIndex(where: { $0.task == task }) else { return }
        mapRuns[place].run = mapRuns[place].run.stopped(at: now)
    }

    private func items(_ request: MapRunRequest) throws(MapRunFault) -> [JSONValue] {
        var items = request.items
        let mock = machineSetting.mocks[request.stateName] ?? world.mocks[request.stateName]
        if let template = mock?.items {
            do throws(MockTemplateError) {
                let seen = self.scope(
                    request.stateName, request.settings.readerArguments ?? input, number: 1, token: nil)
                guard case .array(let elements) = try template.value(in: seen) else {
                    throw MockTemplateError(message: "'items' gives no array")
                }
                items = elements
            } catch {
                throw .halt(.broken("the mock of '\(request.stateName)': \(error.message)"))
            }
        } else if let reader = request.map.itemReader {
            throw .halt(.unanswered(state: request.stateName, call: "\(reader.resource) (mock its 'items')"))
        }
        if let most = request.settings.maxItems, most > 0 { items = Array(items.prefix(Int(clamping: most))) }
        return items
    }

    private func childInputs(
        _ items: [JSONValue], _ request: MapRunRequest
    ) throws(MapRunFault) -> [(value: JSONValue, items: Int)] {
        var inputs: [(value: JSONValue, items: Int)] = []
        do throws(ItemFault) {
            guard request.map.itemBatcher != nil else {
                for (index, item) in items.enumerated() {
                    inputs.append((try request.evaluator.input(of: item, at: index), 1))
                }
                return inputs
            }
            var batch = ItemBatch(request.settings)
            for (index, item) in items.enumerated() {
                let input = try request.evaluator.input(of: item, at: index)
                if batch.add(input) { continue }
                inputs.append((ItemBatch.input(batch.inputs, request.settings), batch.inputs.count))
                batch = ItemBatch(request.settings)
                _ = batch.add(input)
            }
            if !batch.inputs.isEmpty {
                inputs.append((ItemBatch.input(batch.inputs, request.settings), batch.inputs.count))
            }
        } catch {
            throw .failed(error.error, error.cause)
        }
        return inputs
    }

    private mutating func run(_ input: JSONValue, at time: Int64, _ request: MapRunRequest) -> SimulatedRun {
        var setting = machineSetting
        let number = mapRuns.reduce(childCount) { $0 + $1.run.children.count }
        childCount += 1
        let label = request.map.label ?? request.stateName
        setting.type = request.childType
        setting.preamble = nil
        setting.executionARN = nil
        setting.executionName = "\(label)-\(number)"
        setting.stateMachineName = "\(machineSetting.stateMachineName ?? "tested")/\(label)"
        var inner = world
        inner.startTime = time
        inner.seed = world.seed &+ UInt64(number + 1) &* 0xD1B5_4A32_D192_ED03
        var child = Simulation(setting, input: input, world: inner, level: request.map.processor)
        // A mock's calls are counted over all children, as over the iterations of an inline Map.
        child.counts = counts
        let run = child.run()
        counts = child.counts
        switch run.status {
        case .ended: break
        case .unanswered, .stuck, .broken: halt = run.status
        }
        return run
    }

    private func result(of children: MapRunChildren, _ request: MapRunRequest) -> MapRunResult {
        if let failure = children.failure { return failure }
        if let writer = request.map.resultWriter, writer.resource != nil {
            let arguments = request.settings.writerArguments
            let prefix = arguments?["Prefix"]?.string.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
            return .succeeded(
                Payload([
                    "MapRunArn": .string(request.arn),
                    "ResultWriterDetails": [
                        "Bucket": arguments?["Bucket"] ?? "", "Key": .string("\(prefix)map-run/manifest.json"),
                    ],
                ]))
        }
        let transformation = request.map.resultWriter?.config["Transformation"]?.string ?? "COMPACT"
        var results: [JSONValue] = []
        for run in children.runs {
            switch (run.output, transformation) {
            case (.array(let elements)?, "FLATTEN"): results += elements
            case (let output?, "COMPACT"), (let output?, "FLATTEN"): results.append(output)
            default: results.append(.object(run.metadata))
            }
        }
        return .succeeded(Payload(.array(results)))
    }
}

/// Why a map run ends before its first child.
private enum MapRunFault: Error {
    case failed(String, String)
    case halt(SimulatedRun.Status)
}

/// The children of a map run as time goes by: who runs, who may start, who failed.
private struct MapRunChildren {
    private(set) var runs: [SimulatedRun] = []
    private(set) var failure: MapRunResult?
    /// When the last one ended, or all were stopped.
    private(set) var end: Int64
    private var machine: MapRunMachine
    private var running: [(end: Int64, index: Int)] = []
    private let limit: Int
    private let itemCounts: [Int]
    private var firstItem = 0

    init(_ request: MapRunRequest, _ itemCounts: [Int], start: Int64) {
        machine = MapRunMachine(settings: request.settings)
        machine.apply(.opened(count: itemCounts.reduce(0, +), tag: nil))
        self.itemCounts = itemCounts
        let most = request.settings.concurrency
        limit = most > 0 ? min(Int(clamping: most), Simulation.mapRunConcurrency) : Simulation.mapRunConcurrency
        end = start
    }

    /// When the next child may start; nil once too many have failed.
    mutating func nextStart() -> Int64? {
        if running.count >= limit { endNext() }
        return failure == nil ? end : nil
    }

    mutating func started(_ run: SimulatedRun) {
        let index = runs.count
        runs.append(run)
        let count = itemCounts[index]
        machine.apply(
            .claimed(
                MapRunClaim(
                    first: index, children: 1, itemCounts: [count], firstItem: firstItem, from: .null, to: .null)))
        firstItem += count
        let place = running.firstIndex { $0.end <= run.endedAt } ?? running.count
        running.insert((run.endedAt, index), at: place)
    }

    mutating func finish() {
        machine.apply(.exhausted)
        while !running.isEmpty, failure == nil { endNext() }
        for (_, index) in running { runs[index] = runs[index].stopped(at: end) }
    }

    /// The child that ends first, ends; the last of ``running``.
    private mutating func endNext() {
        guard let next = running.popLast() else { return }
        end = max(end, next.end)
        let status: ChildStatus =
            switch runs[next.index].statusName {
            case "SUCCEEDED": .succeeded
            case "TIMED_OUT": .timedOut
            case "ABORTED": .aborted
            default: .failed
            }
        machine.apply(.ended([ChildOutcome(index: next.index, status: status)]))
        if failure == nil, machine.exceedsTolerance {
            failure = .failed(
                error: "States.ExceedToleratedFailureThreshold",
                cause: "The specified tolerated failure threshold was exceeded")
        }
    }
}

extension MapRunRequest {
    fileprivate var childType: StateMachineType {
        if case .distributed(let type) = map.mode { type } else { .standard }
    }
}

extension SimulatedRun {
    /// As a Map without transformation gives a child.
    fileprivate var metadata: JSONObject {
        var object: JSONObject = [
            "Name": .string(identity.name), "ExecutionArn": .string(identity.executionARN),
            "StateMachineArn": .string(identity.stateMachineARN), "Status": .string(statusName),
            "StartDate": .string(Timestamp.text(startedAt)), "StopDate": .string(Timestamp.text(endedAt)),
            "Input": .string(input.serialized()), "InputDetails": ["Included": true],
        ]
        if let output {
            object["Output"] = .string(output.serialized())
            object["OutputDetails"] = ["Included": true]
        }
        object["Error"] = failure?.error.map(JSONValue.string)
        object["Cause"] = failure?.cause.map(JSONValue.string)
        return object
    }
}
