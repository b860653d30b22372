import JSON

/// The items in the data that an ItemReader read: JSON, JSON Lines or CSV
/// (Developer Guide, "ItemReader"), as its `ReaderConfig` says.
struct MapItemData {
    let items: [JSONValue]
    /// `ItemsPointer` led to them.
    let hasPointer: Bool

    init(_ text: String, config: JSONObject) throws(Fault) {
        let pointer = config["ItemsPointer"]?.string
        hasPointer = pointer != nil
        var items: [JSONValue]
        switch config["InputType"]?.string {
        case "JSONL": items = try Self.lines(of: text).map { (line) throws(Fault) in try Self.json(line) }
        case "CSV": items = try Self.csv(text, config)
        default: items = try Self.array(text, pointer: pointer)
        }
        if let most = config["MaxItems"]?.integer, most > 0, Int64(items.count) > most {
            items = Array(items.prefix(Int(most)))
        }
        self.items = items
    }

    private static func json(_ text: String) throws(Fault) -> JSONValue {
        do {
            return try JSONValue.parse(text)
        } catch {
            throw readerFailed("The data is not JSON: \(error)")
        }
    }

    private static func array(_ text: String, pointer: String?) throws(Fault) -> [JSONValue] {
        var value = try json(text)
        for step in (pointer ?? "").split(separator: "/") {
            let name = step.replacing("~1", with: "/").replacing("~0", with: "~")
            var next = value[String(name)]
            if let place = Int(name) { next = next ?? value[place] }
            guard let next else { throw readerFailed("The ItemsPointer \(pointer ?? "") leads to nothing.") }
            value = next
        }
        switch value {
        case .array(let items): return items
        case .object(let object):
            return object.members.map { ["Key": .string($0.key), "Value": $0.value] }
        default: throw readerFailed("Attempting to map over non-iterable node.")
        }
    }

    private static func lines(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    private static func csv(_ text: String, _ config: JSONObject) throws(Fault) -> [JSONValue] {
        let delimiters: [String: Character] = ["COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"]
        let delimiter = config["CSVDelimiter"]?.string.flatMap { delimiters[$0] } ?? ","
        var rows = rows(of: text, delimiter: delimiter)
        let header: [String]
        if config["CSVHeaderLocation"]?.string == "GIVEN" {
            header = config["CSVHeaders"]?.array?.compactMap(\.string) ?? []
        } else {
            guard !rows.isEmpty else { throw readerFailed("The data has no header line.") }
            header = rows.removeFirst()
        }
        return rows.map { row in
            let missing = Array(repeating: "", count: max(0, header.count - row.count))
            return .object(JSONObject(zip(header, row + missing).map { ($0, .string($1)) }))
        }
    }

    /// RFC 4180: quotes around a field, doubled inside it.
    private static func rows(of text: String, delimiter: Character) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var rest = text[...]
        while let character = rest.popFirst() {
            if isQuoted {
                guard character == "\"" else {
                    field.append(character)
                    continue
                }
                if rest.first == "\"" {
                    field.append("\"")
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
            } else if character == "\"", field.isEmpty {
                isQuoted = true
            } else if character == delimiter {
                row.append(field)
                field = ""
            } else if character.isNewline {
                rows.append(row + [field])
                (row, field) = ([], "")
            } else {
                field.append(character)
            }
        }
        if !row.isEmpty || !field.isEmpty { rows.append(row + [field]) }
        return rows.filter { $0 != [""] }
    }

    private static func readerFailed(_ cause: String) -> Fault {
        Fault(error: "States.ItemReaderFailed", cause: cause)
    }
}
