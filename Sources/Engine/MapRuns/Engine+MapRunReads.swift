public import Interpreter
import JSON
public import Journal
import StatesLanguage

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
        return try description(row, origin, try machine(of: origin, row))
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
    func machine(of origin: MapRunOrigin, _ row: ExecutionRow) throws(ServiceError) -> MapRunMachine {
        guard let stopDate = row.stopDate, mapRuns.runner(origin.key) == nil else { return try machine(of: origin) }
        if let machine = mapRuns.ended(origin.key, at: stopDate) { return machine }
        let machine = try foldMapRun(origin)
        mapRuns.keep(machine, of: origin.key, at: stopDate)
        return machine
    }

    private func description(
        _ row: ExecutionRow, _ origin: MapRunOrigin, _ machine: MapRunMachine
    ) throws(ServiceError) -> MapRunDescription {
        var (executions, items) = (machine.executions, machine.items)
        if !machine.unsuccessful.isEmpty {
            let kept = try childrenNotRedrivable(of: origin, machine, endedAt: row.stopDate)
            executions.failuresNotRedrivable = kept.count
            items.failuresNotRedrivable = machine.unsuccessful.items(of: kept)
        }
        return MapRunDescription(
            arn: origin.body.arn, executionARN: origin.body.parentARN, stateMachineARN: origin.body.stateMachineARN,
            status: row.status, startDate: row.startDate, stopDate: row.stopDate, maxConcurrency: machine.concurrency,
            toleratedFailureCount: machine.toleratedFailureCount ?? 0,
            toleratedFailurePercentage: machine.toleratedFailurePercentage ?? 0, executions: executions,
            items: items, redriveCount: machine.redriveCount, redriveDate: machine.redriveDate)
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
            page.mapRuns.append(try description(row, origin, MapRunMachine(settings: body.settings)))
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
}

extension ServiceError {
    static var badPageToken: ServiceError { ServiceError(.invalidToken, "Invalid Token: 'Invalid token'") }
}
