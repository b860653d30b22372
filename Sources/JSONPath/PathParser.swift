import JSON

/// Reads the steps of a path: the Jayway dialect as Step Functions has it.
struct PathParser {
    /// Filters may nest in filters this deep.
    static let depthLimit = 32

    var cursor: PathCursor
    /// Inside a filter a name ends at an operator too.
    var isInFilter = false
    var depth = 0

    init(_ cursor: PathCursor) { self.cursor = cursor }

    /// Steps up to the end of the text, or in a filter to what can't continue a path.
    mutating func steps() throws(JSONPathSyntaxError) -> [PathStep] {
        var steps: [PathStep] = []
        while let byte = cursor.byte {
            switch byte {
            case UInt8(ascii: "."): try dotted(&steps)
            case UInt8(ascii: "["): steps.append(try bracket())
            default:
                if isInFilter { return steps }
                throw cursor.fail(.unexpectedCharacter)
            }
        }
        return steps
    }

    private mutating func dotted(_ steps: inout [PathStep]) throws(JSONPathSyntaxError) {
        cursor.position += 1
        if cursor.take(".") { steps.append(.descent) }
        switch cursor.byte {
        case UInt8(ascii: "["): steps.append(try bracket())
        case UInt8(ascii: "*") where endsName(cursor.byte(after: 1)):
            cursor.position += 1
            steps.append(.wildcard)
        default: steps.append(.name(try dottedName()))
        }
    }

    private func endsName(_ byte: UInt8?) -> Bool {
        guard let byte else { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "["), 0x00...0x20: return true
        case UInt8(ascii: ")"), UInt8(ascii: "("), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: "="),
            UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            return isInFilter
        default: return false
        }
    }

    /// Takes a name after a dot. AWS has no functions: `length()` is the name of a member.
    private mutating func dottedName() throws(JSONPathSyntaxError) -> String {
        let start = cursor.position
        while !endsName(cursor.byte) { cursor.position += 1 }
        guard cursor.position > start else { throw cursor.fail(cursor.isAtEnd ? .unexpectedEnd : .expectedName) }
        let name = cursor.text(from: start)
        if name.utf8.contains(where: { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") })
        {
            throw JSONPathSyntaxError(.unexpectedCharacter, at: start)
        }
        return name
    }

    private mutating func bracket() throws(JSONPathSyntaxError) -> PathStep {
        cursor.position += 1
        cursor.skipSpace()
        let step: PathStep
        switch cursor.byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): step = try names()
        case UInt8(ascii: "*"):
            cursor.position += 1
            step = .wildcard
        case UInt8(ascii: "?"): step = try filter()
        case UInt8(ascii: "("): step = try fromEnd()
        case nil: throw cursor.fail(.unexpectedEnd)
        default: step = try indexes()
        }
        cursor.skipSpace()
        guard cursor.take("]") else { throw cursor.fail(cursor.isAtEnd ? .unexpectedEnd : .expectedBracket) }
        return step
    }

    private mutating func names() throws(JSONPathSyntaxError) -> PathStep {
        var names = [try cursor.quotedName()]
        cursor.skipSpace()
        while cursor.take(",") {
            cursor.skipSpace()
            names.append(try cursor.quotedName())
            cursor.skipSpace()
        }
        return names.count == 1 ? .name(names[0]) : .names(names)
    }

    private mutating func indexes() throws(JSONPathSyntaxError) -> PathStep {
        let first = cursor.integer()
        cursor.skipSpace()
        if cursor.take(":") {
            cursor.skipSpace()
            let last = cursor.integer()
            guard first != nil || last != nil else { throw cursor.fail(.invalidSlice) }
            return .slice(from: first, to: last)
        }
        guard let first else { throw cursor.fail(.invalidIndex) }
        var indexes = [first]
        while cursor.take(",") {
            cursor.skipSpace()
            guard let next = cursor.integer() else { throw cursor.fail(.invalidIndex) }
            indexes.append(next)
            cursor.skipSpace()
        }
        return indexes.count == 1 ? .index(first) : .indexes(indexes)
    }

    /// `[(@.length-1)]`, an old way to write `[-1]`.
    private mutating func fromEnd() throws(JSONPathSyntaxError) -> PathStep {
        guard cursor.take("(@.length") else { throw cursor.fail(.invalidIndex) }
        cursor.skipSpace()
        guard cursor.take("-") else { throw cursor.fail(.invalidIndex) }
        cursor.skipSpace()
        guard let distance = cursor.integer(), distance > 0 else { throw cursor.fail(.invalidIndex) }
        cursor.skipSpace()
        guard cursor.take(")") else { throw cursor.fail(.expectedParenthesis) }
        return .index(-distance)
    }

    private mutating func filter() throws(JSONPathSyntaxError) -> PathStep {
        guard depth < Self.depthLimit else { throw cursor.fail(.tooDeep) }
        cursor.position += 1
        cursor.skipSpace()
        guard cursor.take("(") else { throw cursor.fail(.invalidFilter) }
        var parser = FilterParser(cursor, depth: depth + 1)
        let condition = try parser.condition()
        cursor = parser.cursor
        cursor.skipSpace()
        guard cursor.take(")") else { throw cursor.fail(.expectedParenthesis) }
        return .filter(condition)
    }
}
