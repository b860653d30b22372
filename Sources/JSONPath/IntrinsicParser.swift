import JSON

/// Reads an intrinsic call (ASL, "Intrinsic Functions").
struct IntrinsicParser {
    private var cursor: PathCursor
    private var depth = 0

    init(_ text: String) { cursor = PathCursor(text) }

    mutating func wholeCall() throws(JSONPathSyntaxError) -> IntrinsicCall {
        cursor.skipSpace()
        let call = try self.call()
        cursor.skipSpace()
        guard cursor.isAtEnd else { throw cursor.fail(.unexpectedCharacter) }
        return call
    }

    private mutating func call() throws(JSONPathSyntaxError) -> IntrinsicCall {
        let start = cursor.position
        guard depth < IntrinsicCall.depthLimit else { throw cursor.fail(.tooDeep) }
        depth += 1
        defer { depth -= 1 }
        while let byte = cursor.byte, byte.isIdentifier || byte == UInt8(ascii: ".") { cursor.position += 1 }
        guard let function = IntrinsicFunction(rawValue: cursor.text(from: start)) else {
            throw JSONPathSyntaxError(.unknownFunction, at: start)
        }
        cursor.skipSpace()
        guard cursor.take("(") else { throw cursor.fail(cursor.isAtEnd ? .unexpectedEnd : .unexpectedCharacter) }
        let arguments = try self.arguments(of: function)
        return IntrinsicCall(text: cursor.text(from: start), function: function, arguments: arguments)
    }

    private mutating func arguments(
        of function: IntrinsicFunction
    ) throws(JSONPathSyntaxError) -> [IntrinsicCall.Argument] {
        var arguments: [IntrinsicCall.Argument] = []
        cursor.skipSpace()
        if cursor.take(")") { return [] }
        repeat {
            cursor.skipSpace()
            arguments.append(try argument(isTemplate: function == .format && arguments.isEmpty))
            cursor.skipSpace()
        } while cursor.take(",")
        guard cursor.take(")") else { throw cursor.fail(cursor.isAtEnd ? .unexpectedEnd : .expectedParenthesis) }
        return arguments
    }

    private mutating func argument(isTemplate: Bool) throws(JSONPathSyntaxError) -> IntrinsicCall.Argument {
        guard let byte = cursor.byte else { throw cursor.fail(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "'"):
            let (raw, value) = try string()
            return isTemplate ? .template(FormatTemplate(raw)) : .literal(.string(value))
        case UInt8(ascii: "$"): return .path(try path())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .literal(try word(.expectedArgument))
        case UInt8(ascii: "S"): return .call(try call())
        default: return .literal(try word(.expectedArgument))
        }
    }

    /// A string in single quotes: as it stands between them, and with its escapes undone.
    private mutating func string() throws(JSONPathSyntaxError) -> (raw: String, value: String) {
        let start = cursor.position
        cursor.position += 1
        var value: [UInt8] = []
        while let byte = cursor.byte {
            switch byte {
            case UInt8(ascii: "'"):
                let raw = cursor.text(from: start + 1)
                cursor.position += 1
                return (raw, String(decoding: value, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = cursor.byte(after: 1), "'{}\\".utf8.contains(escaped) else {
                    throw cursor.fail(.invalidEscape)
                }
                value.append(escaped)
                cursor.position += 2
            default:
                value.append(byte)
                cursor.position += 1
            }
        }
        throw JSONPathSyntaxError(.unterminatedString, at: start)
    }

    /// A path ends at a comma or a parenthesis that isn't inside its brackets.
    private mutating func path() throws(JSONPathSyntaxError) -> JSONPathExpression {
        let start = cursor.position
        var open: [UInt8] = []
        scan: while let byte = cursor.byte {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "("): open.append(byte)
            case UInt8(ascii: "]"): open.removeLast(min(1, open.count))
            case UInt8(ascii: ")"):
                if open.isEmpty { break scan }
                open.removeLast()
            case UInt8(ascii: ","): if open.isEmpty { break scan }
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if !open.isEmpty {
                    _ = try cursor.quotedName()
                    continue
                }
            default: break
            }
            cursor.position += 1
        }
        var end = cursor.position
        while end > start, cursor.bytes[end - 1] <= 0x20 { end -= 1 }
        do {
            return try JSONPathExpression(cursor.text(from: start, to: end))
        } catch {
            throw JSONPathSyntaxError(error.code, at: start + error.offset)
        }
    }

    /// A number, true, false or null.
    private mutating func word(_ code: JSONPathSyntaxError.Code) throws(JSONPathSyntaxError) -> JSONValue {
        let start = cursor.position
        while let byte = cursor.byte, byte.isIdentifier || "+-.".utf8.contains(byte) { cursor.position += 1 }
        let text = cursor.text(from: start)
        guard !text.isEmpty, let value = try? JSONValue.parse(text) else { throw JSONPathSyntaxError(code, at: start) }
        return value
    }
}
