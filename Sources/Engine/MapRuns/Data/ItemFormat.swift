import JSON

/// A format that items are written in, read from a stream one by one.
protocol ItemFormat: Sendable {
    /// Reads what stands before the items; asked once, at the object's start.
    mutating func open(_ stream: inout ByteStream) async throws(SourceFault)
    /// The next item; nil at the end.
    mutating func next(_ stream: inout ByteStream) async throws(SourceFault) -> JSONValue?
}

/// A value a line; empty lines are none.
struct JSONLinesFormat: ItemFormat {
    mutating func open(_ stream: inout ByteStream) {}

    mutating func next(_ stream: inout ByteStream) async throws(SourceFault) -> JSONValue? {
        while let line = try await stream.line() {
            let bare = line.filter { $0 != UInt8(ascii: "\r") }
            if bare.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
            do throws(JSONParseError) {
                return try JSONValue.parse(bare)
            } catch {
                throw SourceFault("A line of '\(stream.object.key)' is not JSON: \(error)")
            }
        }
        return nil
    }
}

extension ByteStream {
    /// Bytes up to the next line feed, which is consumed; nil at the end.
    mutating func line() async throws(SourceFault) -> [UInt8]? {
        var searched = 0
        while true {
            if let place = rest[(rest.startIndex + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(rest[..<place])
                advance(line.count + 1)
                return line
            }
            searched = rest.count
            guard try await more() else {
                guard !rest.isEmpty else { return nil }
                let line = Array(rest)
                advance(line.count)
                return line
            }
        }
    }
}

/// The elements of an array, or the entries of an object as `{"Key": …, "Value": …}`.
///
/// The stream stands before an item, or before the closing bracket, whenever an item was given.
struct JSONDocumentFormat: ItemFormat {
    /// `ItemsPointer`: the way to an array or object deep in the document (RFC 6901).
    private let pointer: [String]
    private var isObject = false

    init(pointer: String = "") {
        self.pointer = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
    }

    mutating func open(_ stream: inout ByteStream) async throws(SourceFault) {
        if try await byte(&stream) == 0xEF { stream.advance(3) }
        for (depth, name) in pointer.enumerated() {
            guard try await descend(to: name, &stream) else {
                let way = pointer[...depth].map { "/\($0)" }.joined()
                throw SourceFault("ItemsPointer points at nothing in '\(stream.object.key)': there is no '\(way)'.")
            }
        }
        switch try await significant(&stream) {
        case UInt8(ascii: "["): isObject = false
        case UInt8(ascii: "{"): isObject = true
        default: throw SourceFault("Attempting to map over non-iterable node.")
        }
        stream.advance(1)
    }

    /// Goes to the value of a member, or to an element; what stands before it is passed over. False where there is none.
    private func descend(to name: String, _ stream: inout ByteStream) async throws(SourceFault) -> Bool {
        let opening = try await significant(&stream)
        guard opening == UInt8(ascii: "{") || opening == UInt8(ascii: "[") else { return false }
        stream.advance(1)
        var index = 0
        while true {
            guard let byte = try await significant(&stream) else { throw Self.broken(stream) }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { return false }
            if opening == UInt8(ascii: "{") {
                let key = try await value(&stream)
                try await colon(&stream)
                if key.string == name { return true }
            } else if "\(index)" == name {
                return true
            }
            index += 1
            try await pass(&stream)
            guard try await separator(&stream) else { return false }
        }
    }

    mutating func next(_ stream: inout ByteStream) async throws(SourceFault) -> JSONValue? {
        guard let byte = try await significant(&stream) else { throw Self.broken(stream) }
        if byte == UInt8(ascii: isObject ? "}" : "]") { return nil }
        let first = try await value(&stream)
        guard isObject else {
            _ = try await separator(&stream)
            return first
        }
        try await colon(&stream)
        let second = try await value(&stream)
        _ = try await separator(&stream)
        return ["Key": first, "Value": second]
    }

    private func colon(_ stream: inout ByteStream) async throws(SourceFault) {
        guard try await significant(&stream) == UInt8(ascii: ":") else { throw Self.broken(stream) }
        stream.advance(1)
    }

    /// Takes the comma behind a value; false before a closing bracket.
    private func separator(_ stream: inout ByteStream) async throws(SourceFault) -> Bool {
        switch try await significant(&stream) {
        case UInt8(ascii: ","):
            stream.advance(1)
            switch try await significant(&stream) {
            case nil, UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","): throw Self.broken(stream)
            default: return true
            }
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return false
        default: throw Self.broken(stream)
        }
    }

    private static func broken(_ stream: ByteStream) -> SourceFault {
        SourceFault("'\(stream.object.key)' is not JSON.")
    }

    private func byte(_ stream: inout ByteStream) async throws(SourceFault) -> UInt8? {
        if stream.rest.isEmpty { guard try await stream.more() else { return nil } }
        return stream.rest.first
    }

    /// The next byte that isn't white space.
    private func significant(_ stream: inout ByteStream) async throws(SourceFault) -> UInt8? {
        while let byte = try await byte(&stream) {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: stream.advance(1)
            default: return byte
            }
        }
        return nil
    }

    /// Finds the end of a value by its brackets and quotes, and parses it.
    private func value(_ stream: inout ByteStream) async throws(SourceFault) -> JSONValue {
        _ = try await significant(&stream)
        var scan = ValueScan()
        while true {
            if let length = scan.end(in: stream.rest) { return try parse(length, &stream) }
            guard try await stream.more() else {
                guard scan.isScalar, !stream.rest.isEmpty else { throw Self.broken(stream) }
                return try parse(stream.rest.count, &stream)
            }
        }
    }

    /// Passes over a value without keeping it.
    private func pass(_ stream: inout ByteStream) async throws(SourceFault) {
        _ = try await significant(&stream)
        var scan = ValueScan()
        while true {
            if let length = scan.end(in: stream.rest) {
                stream.advance(length)
                return
            }
            stream.advance(stream.rest.count)
            scan.forget()
            guard try await stream.more() else { throw Self.broken(stream) }
        }
    }

    private func parse(_ length: Int, _ stream: inout ByteStream) throws(SourceFault) -> JSONValue {
        let bytes = Array(stream.rest.prefix(length))
        stream.advance(length)
        do throws(JSONParseError) {
            return try JSONValue.parse(bytes)
        } catch {
            throw SourceFault("'\(stream.object.key)' is not JSON: \(error)")
        }
    }

    private struct ValueScan {
        private var place = 0
        private var depth = 0
        private var isInString = false
        private var isEscaped = false
        private(set) var isScalar = true

        /// The bytes so far are gone.
        mutating func forget() { place = 0 }

        /// Length of the value once its end is seen; goes on where it left off.
        mutating func end(in bytes: ArraySlice<UInt8>) -> Int? {
            while place < bytes.count {
                let byte = bytes[bytes.startIndex + place]
                if isInString {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isInString = false
                        if depth == 0 { return place + 1 }
                    }
                    place += 1
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""):
                    isInString = true
                    isScalar = false
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    isScalar = false
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if depth == 0 { return place }
                    depth -= 1
                    if depth == 0 { return place + 1 }
                case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: if depth == 0 { return place }
                default: break
                }
                place += 1
            }
            return nil
        }
    }
}
