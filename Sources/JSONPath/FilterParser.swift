import JSON

/// Reads the condition of a filter step: `||` binds weaker than `&&`, that weaker than `!`.
struct FilterParser {
    var cursor: PathCursor
    private var depth: Int

    init(_ cursor: PathCursor, depth: Int) {
        self.cursor = cursor
        self.depth = depth
    }

    mutating func condition() throws(JSONPathSyntaxError) -> Filter {
        var parts = [try conjunction()]
        cursor.skipSpace()
        while cursor.take("||") {
            parts.append(try conjunction())
            cursor.skipSpace()
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(JSONPathSyntaxError) -> Filter {
        var parts = [try negation()]
        cursor.skipSpace()
        while cursor.take("&&") {
            parts.append(try negation())
            cursor.skipSpace()
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(JSONPathSyntaxError) -> Filter {
        cursor.skipSpace()
        depth += 1
        defer { depth -= 1 }
        guard depth < PathParser.depthLimit else { throw cursor.fail(.tooDeep) }
        if cursor.byte == UInt8(ascii: "!") {
            cursor.position += 1
            return .not(try negation())
        }
        if cursor.take("(") {
            let inner = try condition()
            cursor.skipSpace()
            guard cursor.take(")") else { throw cursor.fail(.expectedParenthesis) }
            return inner
        }
        return try comparison()
    }

    private mutating func comparison() throws(JSONPathSyntaxError) -> Filter {
        let left = try operand()
        cursor.skipSpace()
        guard let comparison = try comparisonOperator() else {
            guard case .path(let path) = left else { throw cursor.fail(.invalidFilter) }
            return .exists(path)
        }
        let place = cursor.position
        let right = try operand()
        if case .pattern = left { throw JSONPathSyntaxError(.invalidFilter, at: place) }
        if case .pattern = right, comparison != .matches { throw JSONPathSyntaxError(.invalidFilter, at: place) }
        return .comparison(left, comparison, right)
    }

    private mutating func comparisonOperator() throws(JSONPathSyntaxError) -> Filter.Comparison? {
        let start = cursor.position
        while let byte = cursor.byte, "=!<>~".utf8.contains(byte) { cursor.position += 1 }
        if cursor.position == start {
            while let byte = cursor.byte, (byte | 0x20) &- UInt8(ascii: "a") < 26 { cursor.position += 1 }
        }
        guard cursor.position > start else { return nil }
        guard let comparison = Filter.Comparison(rawValue: cursor.text(from: start).lowercased()) else {
            throw JSONPathSyntaxError(.invalidFilter, at: start)
        }
        return comparison
    }

    private mutating func operand() throws(JSONPathSyntaxError) -> Filter.Operand {
        cursor.skipSpace()
        switch cursor.byte {
        case UInt8(ascii: "@"), UInt8(ascii: "$"):
            let isFromRoot = cursor.byte == UInt8(ascii: "$")
            cursor.position += 1
            var parser = PathParser(cursor)
            parser.isInFilter = true
            parser.depth = depth
            let steps = try parser.steps()
            cursor = parser.cursor
            return .path(FilterPath(isFromRoot: isFromRoot, steps: steps))
        case UInt8(ascii: "/"): return .pattern(try pattern())
        case nil: throw cursor.fail(.unexpectedEnd)
        default: return .literal(try literal())
        }
    }

    private mutating func pattern() throws(JSONPathSyntaxError) -> RegularExpression {
        let start = cursor.position
        cursor.position += 1
        while let byte = cursor.byte, byte != UInt8(ascii: "/") {
            cursor.position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard cursor.byte == UInt8(ascii: "/") else { throw JSONPathSyntaxError(.unterminatedString, at: start) }
        let body = cursor.text(from: start + 1)
        cursor.position += 1
        let flags = cursor.position
        while let byte = cursor.byte, (byte | 0x20) &- UInt8(ascii: "a") < 26 { cursor.position += 1 }
        guard let pattern = RegularExpression(pattern: body, flags: cursor.text(from: flags)) else {
            throw JSONPathSyntaxError(.invalidRegularExpression, at: start)
        }
        return pattern
    }

    /// A JSON literal, where strings may have single quotes.
    private mutating func literal() throws(JSONPathSyntaxError) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth < PathParser.depthLimit else { throw cursor.fail(.tooDeep) }
        switch cursor.byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try cursor.quotedName())
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "{"): return try object()
        default: return try word()
        }
    }

    private mutating func array() throws(JSONPathSyntaxError) -> JSONValue {
        cursor.position += 1
        var elements: [JSONValue] = []
        cursor.skipSpace()
        if cursor.take("]") { return .array([]) }
        repeat {
            cursor.skipSpace()
            elements.append(try literal())
            cursor.skipSpace()
        } while cursor.take(",")
        guard cursor.take("]") else { throw cursor.fail(.expectedBracket) }
        return .array(elements)
    }

    private mutating func object() throws(JSONPathSyntaxError) -> JSONValue {
        cursor.position += 1
        var object = JSONObject()
        cursor.skipSpace()
        if cursor.take("}") { return .object(object) }
        repeat {
            cursor.skipSpace()
            let key = try cursor.quotedName()
            cursor.skipSpace()
            guard cursor.take(":") else { throw cursor.fail(.invalidFilter) }
            cursor.skipSpace()
            object[key] = try literal()
            cursor.skipSpace()
        } while cursor.take(",")
        guard cursor.take("}") else { throw cursor.fail(.invalidFilter) }
        return .object(object)
    }

    private mutating func word() throws(JSONPathSyntaxError) -> JSONValue {
        let start = cursor.position
        while let byte = cursor.byte, byte.isIdentifier || "+-.".utf8.contains(byte) { cursor.position += 1 }
        let text = cursor.text(from: start)
        if let value = try? JSONValue.parse(text) { return value }
        // A bare word stands for itself: AWS's own samples compare with `[?(@.Name==Receipt)]`.
        guard let first = text.utf8.first, first.isIdentifier, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw JSONPathSyntaxError(.invalidFilter, at: start) }
        return .string(text)
    }
}
