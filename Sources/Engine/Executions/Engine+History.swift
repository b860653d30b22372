import Interpreter
import Journal

extension Engine {
    /// A page of an execution's history. Pages are bounded in bytes, too; their tokens name a record.
    public func history(_ request: HistoryRequest) async throws(ServiceError) -> HistoryPage {
        if request.executionARN.isExpress {
            throw ServiceError(
                .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine")
        }
        let (_, origin) = try find(request.executionARN)
        let setting = historySetting(of: origin)
        var next: Int64 = request.reverseOrder ? .max : 0
        if let token = request.nextToken {
            guard let record = HistoryToken.record(token) else {
                throw ServiceError(.invalidToken, "Invalid Token: 'Invalid token'")
            }
            next = record
        }
        do {
            return try page(of: origin.key, setting, from: next, request)
        } catch {
            throw ServiceError(.internalFailure, "The history of \(origin.executionARN) can't be read: \(error)")
        }
    }

    private func page(
        of key: ExecutionKey, _ setting: HistorySetting, from first: Int64, _ request: HistoryRequest
    ) throws -> HistoryPage {
        var reader = reader(of: key)
        var events: [HistoryEvent] = []
        var next = first
        while true {
            let chunks = try journal.chunks(
                of: key, from: next, reversed: request.reverseOrder, byteLimit: Self.pageBytes)
            var advanced = false
            for chunk in chunks {
                let entries = try reader.entries(of: chunk.bytes)
                for entry in request.reverseOrder ? entries.reversed() : entries {
                    guard request.reverseOrder ? entry.number <= next : entry.number >= next else { continue }
                    advanced = true
                    guard let event = HistoryEvent(entry, setting) else {
                        next = entry.number + (request.reverseOrder ? -1 : 1)
                        continue
                    }
                    if events.count == request.limit {
                        return HistoryPage(events: events, nextToken: HistoryToken.text(entry.number))
                    }
                    events.append(event)
                    next = entry.number + (request.reverseOrder ? -1 : 1)
                }
            }
            if !advanced || next < 0 { return HistoryPage(events: events, nextToken: nil) }
        }
    }
}

/// `nextToken` of GetExecutionHistory: the record that the next page begins with.
private enum HistoryToken {
    static func text(_ record: Int64) -> String { Base64URL.text("h\(record)".utf8) }

    static func record(_ text: String) -> Int64? {
        guard let bytes = Base64URL.bytes(text), bytes.first == UInt8(ascii: "h") else { return nil }
        return Int64(String(decoding: bytes.dropFirst(), as: UTF8.self))
    }
}
