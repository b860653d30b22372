import Interpreter
import JSON

/// Where the events of executions are logged, as their state machine's `loggingConfiguration` says.
public protocol ExecutionLog: Sendable {
    /// Takes what is committed; returns at once.
    func write(_ batch: LoggedEvents)

    /// Returns when all that was taken is written.
    func close()
}

/// Events of one execution on their way to a log group.
public struct LoggedEvents: Sendable {
    /// The name of the log group.
    public let group: String
    public let entries: [Entry]
    let logging: LoggingDestination
    let setting: HistorySetting
    let executionARN: String
    let redriveCount: Int

    /// A line of JSON for each event that the level takes.
    public var lines: [JSONValue] {
        entries.compactMap { entry in
            guard let event = HistoryEvent(entry, setting), logging.level.takes(event.type) else { return nil }
            return event.logged(
                executionARN: executionARN, redriveCount: redriveCount,
                includeExecutionData: logging.includesExecutionData)
        }
    }
}

/// What a `loggingConfiguration` with a destination asks for.
struct LoggingDestination: Sendable, Equatable {
    let level: LogLevel
    let includesExecutionData: Bool
    let group: String

    /// Nil where nothing is to be logged.
    init?(configuration: String?) {
        guard let configuration, let value = try? JSONValue.parse(configuration),
            let level = value["level"]?.string.flatMap(LogLevel.init), level != .off,
            let arn = value["destinations"]?.array?.first?["cloudWatchLogsLogGroup"]?["logGroupArn"]?.string,
            let group = Self.group(of: arn)
        else { return nil }
        self.level = level
        includesExecutionData = value["includeExecutionData"]?.bool ?? false
        self.group = group
    }

    /// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`
    private static func group(of arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 7, parts[2] == "logs", parts[5] == "log-group", !parts[6].isEmpty else { return nil }
        return String(parts[6])
    }
}

extension Engine {
    /// Logs what a turn recorded, once it is on disk.
    func log(_ entries: [Entry], of origin: ExecutionOrigin, redriveCount: Int) {
        guard let log = configuration.log, let logging = origin.revision.logging, !entries.isEmpty else { return }
        log.write(
            LoggedEvents(
                group: logging.group, entries: entries, logging: logging, setting: historySetting(of: origin),
                executionARN: origin.executionARN, redriveCount: redriveCount))
    }

    func historySetting(of origin: ExecutionOrigin) -> HistorySetting {
        HistorySetting(
            definition: origin.revision.definition, roleARN: origin.revision.roleARN, region: origin.body.scope.region,
            versionARN: origin.body.versionARN, aliasARN: origin.body.aliasARN)
    }
}
