import Interpreter
import JSON
import Journal
import StatesLanguage

/// Lists and descriptions of a map run's children.
extension Engine {
    /// The children of a map run: Standard ones newest first, Express ones in the order of their items.
    ///
    /// - Parameter redriven: only those that were redriven, or only those that were not.
    public func listChildren(
        of mapRun: String, status: ExecutionStatus?, redriven: Bool? = nil, limit: Int, nextToken: String?
    ) async throws(ServiceError) -> ExecutionPage {
        let (row, origin) = try findMapRun(mapRun)
        let machine = try machine(of: origin, row)
        if origin.body.childType == .express || status == .pendingRedrive {
            return try childrenByIndex(
                ChildList(origin, machine, mapRuns.runner(origin.key)?.mailbox, self), status: status,
                redriven: redriven, limit: limit, nextToken: nextToken)
        }
        var request = ListExecutionsRequest(
            owner: MapRunOwner.children(of: origin.key), status: status, limit: limit, nextToken: nextToken)
        request.redriven = redriven
        var page = try await listExecutions(request)
        let isBatched = origin.isBatched
        for place in page.executions.indices {
            page.executions[place].itemCount = 1
            if let index = MapRunName.place(ofChild: page.executions[place].name)?.index, machine.redo.contains(index) {
                page.executions[place].status = .pendingRedrive
            }
            guard isBatched, let child = try? find(ExecutionARN(page.executions[place].executionARN)).origin,
                let input = try? firstInput(of: child)
            else { continue }
            page.executions[place].itemCount = origin.itemCount(ofInput: input)
        }
        if let status { page.executions.removeAll { $0.status != status } }
        return page
    }

    private func childrenByIndex(
        _ children: ChildList, status: ExecutionStatus?, redriven: Bool?, limit: Int, nextToken: String?
    ) throws(ServiceError) -> ExecutionPage {
        var next = 0
        if let nextToken {
            guard let bytes = Base64URL.bytes(nextToken), let index = Int(String(decoding: bytes, as: UTF8.self)) else {
                throw .badPageToken
            }
            next = index
        }
        var list = children
        list.begin(at: next)
        let wanted = list.indices(with: status)
        var page = ExecutionPage(executions: [], nextToken: nil)
        while let index = wanted.first(from: next) {
            next = index + 1
            guard let child = try list.child(index) else { continue }
            if let status, child.status != status { continue }
            if let redriven, redriven != (child.redriveCount > 0) { continue }
            if page.executions.count == limit {
                page.nextToken = Base64URL.text(String(index).utf8)
                break
            }
            page.executions.append(child)
        }
        return page
    }

    /// DescribeExecution of a map run's Express child; nil where there is none, or it hasn't begun.
    func describeExpressChild(_ arn: ExecutionARN) throws(ServiceError) -> ExecutionDescription? {
        guard let place = MapRunName.place(ofChild: arn.name) else { return nil }
        let row: ExecutionRow?
        do throws(JournalError) { row = try journal.execution(place.run) } catch { throw storageError(error) }
        guard let row, let body = MapRunBody(row.body), body.childType == .express else { return nil }
        let origin = MapRunOrigin(row: row, body: body, revision: try catalog.revision(number: body.revision))
        let machine = try machine(of: origin, row)
        guard place.index < machine.nextChild, origin.name(ofChild: place.index) == arn.name else { return nil }
        var list = ChildList(origin, machine, mapRuns.runner(origin.key)?.mailbox, self)
        list.begin(at: place.index)
        guard var child = try list.child(place.index), child.executionARN == arn.text else { return nil }
        child.itemCount = nil
        switch child.status {
        case .succeeded:
            child.redriveStatus = "NOT_REDRIVABLE"
            child.redriveStatusReason = Self.succeededObstacle
        case .running, .pendingRedrive: break
        case .failed, .timedOut, .aborted: child.redriveStatus = "REDRIVABLE_BY_MAP_RUN"
        }
        return child
    }
}

/// The children of a map run as descriptions, asked for by ascending index.
private struct ChildList {
    private let origin: MapRunOrigin
    private let machine: MapRunMachine
    private let mailbox: MapRunMailbox?
    private let engine: Engine
    private var results: ChildResults

    init(_ origin: MapRunOrigin, _ machine: MapRunMachine, _ mailbox: MapRunMailbox?, _ engine: Engine) {
        self.origin = origin
        self.machine = machine
        self.mailbox = mailbox
        self.engine = engine
        results = ChildResults(origin: origin, machine: machine, engine: engine)
    }

    mutating func begin(at index: Int) {
        results = ChildResults(origin: origin, machine: machine, from: index, engine: engine)
    }

    /// Where children with a status are looked for.
    func indices(with status: ExecutionStatus?) -> IndexRanges {
        switch status {
        case .running: IndexRanges(mailbox?.running ?? [])
        case .pendingRedrive: machine.redo
        case .failed: machine.unsuccessful.with(.failed)
        case .timedOut: machine.unsuccessful.with(.timedOut)
        case .aborted: machine.unsuccessful.with(.aborted)
        case .succeeded, nil: IndexRanges(0..<machine.nextChild)
        }
    }

    /// Nil where the child hasn't begun.
    mutating func child(_ index: Int) throws(ServiceError) -> ExecutionDescription? {
        if let running = mailbox?.running(index) {
            var child = description(index, .running, running.startDate)
            child.itemCount = origin.itemCount(ofInput: running.input)
            child.redriveCount = machine.redoing.contains(index) ? machine.redriveCount : 0
            child.input = String(decoding: running.input, as: UTF8.self)
            return child
        }
        guard let result = try results.result(of: index) else { return nil }
        let isToBeRedriven = machine.redo.contains(index) && machine.unsuccessful.status(of: index) != .pending
        var child = description(index, isToBeRedriven ? .pendingRedrive : result.status.execution, result.startDate)
        child.stopDate = result.stopDate
        child.itemCount = origin.itemCount(ofInput: result.input)
        child.redriveCount = result.redrives
        child.input = String(decoding: result.input, as: UTF8.self)
        child.output = result.output.map { String(decoding: $0, as: UTF8.self) }
        child.error = result.error
        child.cause = result.cause
        return child
    }

    private func description(_ index: Int, _ status: ExecutionStatus, _ startDate: Int64) -> ExecutionDescription {
        let child = origin.child(index, key: origin.key, now: startDate)
        var description = ExecutionDescription(
            executionARN: child.executionARN, stateMachineARN: origin.body.stateMachineARN, name: child.name,
            status: status, startDate: startDate, stopDate: nil, revision: origin.revision)
        description.mapRunARN = origin.body.arn
        return description
    }
}

extension MapRunOrigin {
    fileprivate var isBatched: Bool {
        guard case .map(let map) = revision.definition[StateIndex(body.state)].kind else { return false }
        return map.itemBatcher != nil
    }

    /// Items that a child was given.
    fileprivate func itemCount(ofInput input: [UInt8]) -> Int {
        isBatched ? (try? JSONValue.parse(input))?["Items"]?.array?.count ?? 1 : 1
    }
}
