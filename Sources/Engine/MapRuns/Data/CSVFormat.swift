import JSON

/// Comma-separated values (RFC 4180) with headers: from the first row, or given. Columns beyond the headers are dropped,
/// missing ones are empty; a quoted field may have delimiters, doubled quotes and line ends in it.
struct CSVFormat: ItemFormat {
    private var headers: [String]
    private let givesHeaders: Bool
    private let delimiter: UInt8

    /// `ReaderConfig`: `CSVHeaderLocation`, `CSVHeaders`, `CSVDelimiter`.
    init(_ config: JSONObject) throws(SourceFault) {
        givesHeaders = config["CSVHeaderLocation"]?.string == "GIVEN"
        headers = config["CSVHeaders"]?.array?.compactMap(\.string) ?? []
        delimiter =
            switch config["CSVDelimiter"]?.string {
            case "PIPE": UInt8(ascii: "|")
            case "SEMICOLON": UInt8(ascii: ";")
            case "SPACE": UInt8(ascii: " ")
            case "TAB": UInt8(ascii: "\t")
            default: UInt8(ascii: ",")
            }
        if givesHeaders { try check() }
    }

    private func check() throws(SourceFault) {
        if Set(headers).count < headers.count { throw SourceFault("CSV headers cannot contain duplicates.") }
    }

    mutating func open(_ stream: inout ByteStream) async throws(SourceFault) {
        if stream.rest.isEmpty { _ = try await stream.more() }
        if stream.rest.starts(with: [0xEF, 0xBB, 0xBF]) { stream.advance(3) }
        guard !givesHeaders else { return }
        headers = try await row(&stream) ?? []
        try check()
    }

    mutating func next(_ stream: inout ByteStream) async throws(SourceFault) -> JSONValue? {
        guard let row = try await row(&stream) else { return nil }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(headers.count)
        for (place, header) in headers.enumerated() {
            members.append(.init(key: header, value: .string(place < row.count ? row[place] : "")))
        }
        return .object(JSONObject(members: members))
    }

    /// The fields of the next line that isn't empty.
    private func row(_ stream: inout ByteStream) async throws(SourceFault) -> [String]? {
        while true {
            var scan = RowScan(delimiter: delimiter)
            while true {
                if let length = scan.end(in: stream.rest) {
                    stream.advance(length)
                    break
                }
                guard try await stream.more() else {
                    guard !stream.rest.isEmpty else { return nil }
                    guard scan.finish() else {
                        throw SourceFault("'\(stream.object.key)' ends within quotes.")
                    }
                    stream.advance(stream.rest.count)
                    break
                }
            }
            guard scan.isText else { throw SourceFault("'\(stream.object.key)' has a row that is not UTF-8.") }
            if !scan.isEmpty { return scan.fields }
        }
    }

    private struct RowScan {
        let delimiter: UInt8
        private(set) var fields: [String] = []
        private var field: [UInt8] = []
        private var place = 0
        private var isQuoted = false
        private var wasQuoted = false
        private var afterQuote = false
        /// Whether all is UTF-8.
        private(set) var isText = true

        init(delimiter: UInt8) { self.delimiter = delimiter }

        var isEmpty: Bool { fields.count == 1 && fields[0].isEmpty && !wasQuoted }

        mutating func end(in bytes: ArraySlice<UInt8>) -> Int? {
            while place < bytes.count {
                let byte = bytes[bytes.startIndex + place]
                place += 1
                if isQuoted {
                    if afterQuote {
                        afterQuote = false
                        if byte == UInt8(ascii: "\"") {
                            field.append(byte)
                            continue
                        }
                        isQuoted = false
                    } else if byte == UInt8(ascii: "\"") {
                        afterQuote = true
                        continue
                    } else {
                        field.append(byte)
                        continue
                    }
                }
                switch byte {
                case UInt8(ascii: "\"") where field.isEmpty:
                    isQuoted = true
                    wasQuoted = true
                case delimiter: close()
                case UInt8(ascii: "\n"):
                    if field.last == UInt8(ascii: "\r") { field.removeLast() }
                    close()
                    return place
                default: field.append(byte)
                }
            }
            return nil
        }

        /// False within quotes.
        mutating func finish() -> Bool {
            if isQuoted, !afterQuote { return false }
            if field.last == UInt8(ascii: "\r") { field.removeLast() }
            close()
            return true
        }

        private mutating func close() {
            if let text = String(validating: field, as: UTF8.self) { fields.append(text) } else { isText = false }
            field.removeAll(keepingCapacity: true)
        }
    }
}
