public import Interpreter
import JSON
public import Journal
import StatesLanguage
import Synchronization

/// What DescribeMapRun and ListMapRuns tell. Dates are milliseconds since 1970.
public struct MapRunDescription: Sendable {
    public var arn: String
    public var executionARN: String
    /// With the Map's label.
    public var stateMachineARN: String
    public var status: ExecutionStatus
    public var startDate: Int64
    public var stopDate: Int64?
    public var maxConcurrency: Int64
    public var toleratedFailureCount: Int64
    public var toleratedFailurePercentage: Double
    public var executions: MapRunCounts
    public var items: MapRunCounts
    public var redriveCount: Int
    public var redriveDate: Int64?
}

public struct MapRunPage: Sendable {
    public var mapRuns: [MapRunDescription]
    public var nextToken: String?
}

/// UpdateMapRun; nil leaves a limit as it is.
public struct MapRunLimits: Sendable {
    public var maxConcurrency: Int64?
    public var toleratedFailureCount: Int64?
    public var toleratedFailurePercentage: Double?

    public init(maxConcurrency: Int64?, toleratedFailureCount: Int64?, toleratedFailurePercentage: Double?) {
        self.maxConcurrency = maxConcurrency
        self.toleratedFailureCount = toleratedFailureCount
        self.toleratedFailurePercentage = toleratedFailurePercentage
    }
}

extension Engine {
    /// Finds a map run by its ARN; `ResourceNotFound` where there is none.
    func findMapRun(_ text: String) throws(ServiceError) -> (row: ExecutionRow, origin: MapRunOrigin) {
        let arn = try ResourceARN(text)
        guard arn.type == "mapRun" else { throw arn.wrongType() }
        let unknown = ServiceError(.resourceNotFound, "Resource not found: '\(text)'")
        guard let name = arn.resource.last, let parent = MapRunName.parent(ofRun: name) else { throw unknown }
        let row: ExecutionRow?
        do throws(JournalError) {
            row = try journal.execution(owner: MapRunOwner.runs(of: parent.key), name: name)
        } catch {
            throw storageError(error)
        }
        guard let row, let body = MapRunBody(row.body), body.arn == text else { throw unknown }
        return (row, MapRunOrigin(row: row, body: body, revision: try catalog.revision(number: body.revision)))
    }

    public func describeMapRun(_ arn: String) async throws(ServiceError) -> MapRunDescription {
        let (row, origin) = try findMapRun(arn)
        return description(row, origin, try machine(of: origin, row))
    }

    /// As it is at this moment, or as it was at its end.
    func machine(of origin: MapRunOrigin) throws(ServiceError) -> MapRunMachine {
        if let runner = mapRuns.runner(origin.key) {
            let machine = runner.published.withLock { $0 }
            // One that is just being taken up has read nothing yet.
            if machine.nextRecord > 0 { return machine }
        }
        return try foldMapRun(origin)
    }

    /// As it was at its end, kept for the next page of a list.
    private func machine(of origin: MapRunOrigin, _ row: ExecutionRow) throws(ServiceError) -> MapRunMachine {
        guard let stopDate = row.stopDate, mapRuns.runner(origin.key) == nil else { return try machine(of: origin) }
        if let machine = mapRuns.ended(origin.key, at: stopDate) { return machine }
        let machine = try foldMapRun(origin)
        mapRuns.keep(machine, of: origin.key, at: stopDate)
        return machine
    }

    private func description(
        _ row: ExecutionRow, _ origin: MapRunOrigin, _ machine: MapRunMachine
    ) -> MapRunDescription {
        MapRunDescription(
            arn: origin.body.arn, executionARN: origin.body.parentARN, stateMachineARN: origin.body.stateMachineARN,
            status: row.status, startDate: row.startDate, stopDate: row.stopDate, maxConcurrency: machine.concurrency,
            toleratedFailureCount: machine.toleratedFailureCount ?? 0,
            toleratedFailurePercentage: machine.toleratedFailurePercentage ?? 0, executions: machine.executions,
            items: machine.items, redriveCount: machine.redriveCount, redriveDate: machine.redriveDate)
    }

    /// The map runs of an execution, newest first.
    public func listMapRuns(
        _ execution: ExecutionARN, limit: Int, nextToken: String?
    ) async throws(ServiceError) -> MapRunPage {
        let (_, parent) = try find(execution)
        var query = ExecutionQuery(owner: MapRunOwner.runs(of: parent.key), limit: limit + 1)
        if let nextToken {
            guard let cursor = ListCursor(nextToken) else { throw .badPageToken }
            query.cursor = (cursor.startDate, cursor.key)
        }
        let rows: [ExecutionRow]
        do throws(JournalError) { rows = try journal.executions(query) } catch { throw storageError(error) }
        var page = MapRunPage(mapRuns: [], nextToken: nil)
        for row in rows.prefix(limit) {
            guard let body = MapRunBody(row.body) else { continue }
            let origin = MapRunOrigin(row: row, body: body, revision: parent.revision)
            page.mapRuns.append(description(row, origin, MapRunMachine(settings: body.settings)))
        }
        if rows.count > limit, let last = rows.prefix(limit).last {
            page.nextToken = ListCursor(startDate: last.startDate, key: last.key).text
        }
        return page
    }

    /// Changes the limits of a map run that is under way; they count when this returns.
    public func updateMapRun(_ arn: String, _ limits: MapRunLimits) async throws(ServiceError) {
        let (row, origin) = try findMapRun(arn)
        guard row.status == .running, let runner = mapRuns.runner(origin.key) else {
            throw ServiceError(.validation, "Map Run is not running: '\(arn)'")
        }
        await withCheckedContinuation { continuation in
            runner.mailbox.post { news in
                news.limits.append(
                    .limited(
                        concurrency: limits.maxConcurrency, toleratedFailureCount: limits.toleratedFailureCount,
                        toleratedFailurePercentage: limits.toleratedFailurePercentage))
                news.waiters.append(continuation)
            }
        }
    }

    // MARK: Children

    /// The children of a map run: Standard ones newest first, Express ones, which are listed once they have ended, in
    /// the order of their items.
    ///
    /// - Parameter redriven: only those that were redriven, or only those that were not.
    public func listChildren(
        of mapRun: String, status: ExecutionStatus?, redriven: Bool? = nil, limit: Int, nextToken: String?
    ) async throws(ServiceError) -> ExecutionPage {
        let (row, origin) = try findMapRun(mapRun)
        if origin.body.childType == .express {
            let machine = try machine(of: origin, row)
            return try expressChildren(
                of: origin, machine, status: status, redriven: redriven, limit: limit, nextToken: nextToken)
        }
        var request = ListExecutionsRequest(
            owner: MapRunOwner.children(of: origin.key), status: status, limit: limit, nextToken: nextToken)
        request.redriven = redriven
        var page = try await listExecutions(request)
        let isBatched = origin.isBatched
        for place in page.executions.indices {
            page.executions[place].itemCount = 1
            guard isBatched, let child = try? find(ExecutionARN(page.executions[place].executionARN)).origin,
                let input = try? firstInput(of: child)
            else { continue }
            page.executions[place].itemCount = origin.itemCount(ofInput: input)
        }
        return page
    }

    private func expressChildren(
        of origin: MapRunOrigin, _ machine: MapRunMachine, status: ExecutionStatus?, redriven: Bool?, limit: Int,
        nextToken: String?
    ) throws(ServiceError) -> ExecutionPage {
        var first = 0
        if let nextToken {
            guard let bytes = Base64URL.bytes(nextToken), let index = Int(String(decoding: bytes, as: UTF8.self)) else {
                throw .badPageToken
            }
            first = index
        }
        var page = ExecutionPage(executions: [], nextToken: nil)
        // Children are listed once they have ended.
        if status == .running || status == .pendingRedrive { return page }
        var results = ChildResults(
            origin: origin, machine: machine, from: first,
            only: status == nil || status == .succeeded ? nil : machine.unsuccessful, engine: self)
        while let result = try results.next() {
            if let status, result.status.execution != status { continue }
            if let redriven, redriven != (result.redrives > 0) { continue }
            if page.executions.count == limit {
                page.nextToken = Base64URL.text(String(result.index).utf8)
                break
            }
            page.executions.append(description(of: result, origin))
        }
        return page
    }

    private func description(of result: ChildResult, _ origin: MapRunOrigin) -> ExecutionDescription {
        var child = ExecutionDescription(
            executionARN: result.arn, stateMachineARN: origin.body.stateMachineARN, name: result.name,
            status: result.status.execution, startDate: result.startDate, stopDate: result.stopDate,
            revision: origin.revision)
        child.mapRunARN = origin.body.arn
        child.itemCount = origin.itemCount(ofInput: result.input)
        child.redriveCount = result.redrives
        return child
    }

    /// DescribeExecution of a map run's Express child, which is known once it has ended; nil where there is none.
    func describeExpressChild(_ arn: ExecutionARN) throws(ServiceError) -> ExecutionDescription? {
        guard let place = MapRunName.place(ofChild: arn.name) else { return nil }
        let row: ExecutionRow?
        do throws(JournalError) { row = try journal.execution(place.run) } catch { throw storageError(error) }
        guard let row, let body = MapRunBody(row.body), body.childType == .express else { return nil }
        let origin = MapRunOrigin(row: row, body: body, revision: try catalog.revision(number: body.revision))
        let machine = try machine(of: origin, row)
        guard place.index < machine.nextChild, origin.name(ofChild: place.index) == arn.name else { return nil }
        var results = ChildResults(origin: origin, machine: machine, from: place.index, engine: self)
        guard let result = try results.result(of: place.index), result.arn == arn.text else { return nil }
        var child = description(of: result, origin)
        child.itemCount = nil
        child.input = String(decoding: result.input, as: UTF8.self)
        child.output = result.output.map { String(decoding: $0, as: UTF8.self) }
        child.error = result.error
        child.cause = result.cause
        if result.status != .succeeded { child.redriveStatus = "REDRIVABLE_BY_MAP_RUN" }
        return child
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

extension ServiceError {
    fileprivate static var badPageToken: ServiceError { ServiceError(.invalidToken, "Invalid Token: 'Invalid token'") }
}
