/// Splits the text of an expression into tokens.
///
/// Works on UTF-8; positions count UTF-16 units, as jsonata-js does.
struct Tokenizer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    /// The strings that have escapes, without them.
    private var unescaped: [String] = []
    private var place = 0
    private var countedPlace = 0
    private var countedPosition = 0

    /// - Parameter source: stays where it is as long as the tokenizer is used.
    init(_ source: UnsafeBufferPointer<UInt8>) {
        bytes = source
        isASCII = source.allSatisfy { $0 < 0x80 }
    }

    /// The UTF-16 position of a byte; asked for in ascending order.
    @inline(__always)
    private mutating func position(at place: Int) -> Int { isASCII ? place : countedPosition(at: place) }

    private mutating func countedPosition(at place: Int) -> Int {
        while countedPlace < place {
            let byte = bytes[countedPlace]
            if byte & 0xC0 != 0x80 { countedPosition += byte >= 0xF0 ? 2 : 1 }
            countedPlace += 1
        }
        return countedPosition
    }

    @inline(__always)
    private mutating func token(_ kind: Token.Kind, _ range: Range<Int> = 0..<0) -> Token {
        Token(kind: kind, start: range.lowerBound, end: range.upperBound, position: position(at: place))
    }

    private mutating func failure(_ code: String, token: String? = nil) -> JSONataError {
        JSONataError(code, at: position(at: min(place, bytes.count)), token: token)
    }

    @inline(__always)
    private func byte(_ offset: Int = 0) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// The name, or the text of the string; empty for symbols.
    func text(of token: Token) -> String {
        switch token.kind {
        case .symbol: ""
        case .end: "(end)"
        default: token.isEscaped ? unescaped[token.start] : text(token.start..<token.end)
        }
    }

    /// What an error calls the token.
    func name(of token: Token) -> String { token.symbol?.rawValue ?? text(of: token) }

    /// The next token. A slash begins a regular expression where an operand may stand, and divides after one.
    mutating func next(afterOperand: Bool) throws(JSONataError) -> Token {
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
        if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") { try skipSpaceAndComments() }
        guard place < bytes.count else { return token(.end) }
        let byte = bytes[place]
        if byte == UInt8(ascii: "/"), !afterOperand {
            place += 1
            return try regex()
        }
        if let symbol = Self.symbol(byte) {
            if let double = Self.symbol(byte, self.byte(1)) {
                place += 2
                return token(.symbol(double))
            }
            place += 1
            return token(.symbol(symbol))
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(quote: byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "`"): return try quotedName()
        default: return name()
        }
    }

    private mutating func skipSpaceAndComments() throws(JSONataError) {
        while place < bytes.count {
            if Self.isSpace(bytes[place]) {
                place += 1
            } else if bytes[place] == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                let start = place
                place += 2
                while place < bytes.count, !(bytes[place] == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) {
                    place += 1
                }
                guard place < bytes.count else {
                    place = start
                    throw failure("S0106")
                }
                place += 2
            } else {
                return
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// The symbol of two bytes.
    private static func symbol(_ first: UInt8, _ second: UInt8) -> Symbol? {
        switch (first, second) {
        case (UInt8(ascii: "."), UInt8(ascii: ".")): .range
        case (UInt8(ascii: ":"), UInt8(ascii: "=")): .assign
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
        case (UInt8(ascii: "*"), UInt8(ascii: "*")): .descendant
        case (UInt8(ascii: "~"), UInt8(ascii: ">")): .apply
        case (UInt8(ascii: "?"), UInt8(ascii: ":")): .elvis
        case (UInt8(ascii: "?"), UInt8(ascii: "?")): .coalesce
        default: nil
        }
    }

    /// The symbol of one byte. Each ends a name.
    @inline(__always)
    private static func symbol(_ byte: UInt8) -> Symbol? {
        switch byte {
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: "["): .openBracket
        case UInt8(ascii: "]"): .closeBracket
        case UInt8(ascii: "{"): .openBrace
        case UInt8(ascii: "}"): .closeBrace
        case UInt8(ascii: "("): .openParenthesis
        case UInt8(ascii: ")"): .closeParenthesis
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: "@"): .at
        case UInt8(ascii: "#"): .hash
        case UInt8(ascii: ";"): .semicolon
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "?"): .question
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "-"): .minus
        case UInt8(ascii: "*"): .star
        case UInt8(ascii: "/"): .slash
        case UInt8(ascii: "%"): .percent
        case UInt8(ascii: "|"): .bar
        case UInt8(ascii: "="): .equal
        case UInt8(ascii: "<"): .less
        case UInt8(ascii: ">"): .greater
        case UInt8(ascii: "^"): .caret
        case UInt8(ascii: "&"): .ampersand
        case UInt8(ascii: "!"): .exclamation
        case UInt8(ascii: "~"): .tilde
        default: nil
        }
    }

    /// Whether a byte ends a name, as a space or a symbol does: a bit for each below 0x80.
    @inline(__always)
    private static func endsName(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 64 ? 0xFC00FF6B00002600 : byte < 128 ? 0x7800000068000001 : 0
        return bits >> UInt64(byte & 63) & 1 == 1
    }

    private mutating func number() throws(JSONataError) -> Token {
        let start = place
        func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
        if byte() == UInt8(ascii: "0") {
            place += 1
        } else {
            while isDigit(byte()) { place += 1 }
        }
        var isWhole = true
        if byte() == UInt8(ascii: "."), isDigit(byte(1)) {
            isWhole = false
            place += 1
            while isDigit(byte()) { place += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let signed = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
            if isDigit(byte(signed ? 2 : 1)) {
                isWhole = false
                place += signed ? 2 : 1
                while isDigit(byte()) { place += 1 }
            }
        }
        let range = start..<place
        if isWhole, range.count <= 15 {
            var value = 0
            for byte in bytes[range] { value = value &* 10 &+ Int(byte &- UInt8(ascii: "0")) }
            return token(.number(Double(value)), range)
        }
        guard let value = Double(text(range)), value.isFinite else { throw failure("S0102", token: text(range)) }
        return token(.number(value), range)
    }

    private mutating func quotedName() throws(JSONataError) -> Token {
        place += 1
        guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "`")) else {
            place = bytes.count
            throw failure("S0105")
        }
        let range = place..<end
        place = end + 1
        return token(.name, range)
    }

    private mutating func name() -> Token {
        let start = place
        while place < bytes.count, !Self.endsName(bytes[place]) { place += 1 }
        if bytes[start] == UInt8(ascii: "$") { return token(.variable, start + 1..<place) }
        if place - start <= 5, let word = word(start, place - start) { return token(word, start..<place) }
        return token(.name, start..<place)
    }

    private func word(_ start: Int, _ count: Int) -> Token.Kind? {
        func isHere(_ word: StaticString) -> Bool {
            word.utf8CodeUnitCount == count && (0..<count).allSatisfy { bytes[start + $0] == word.utf8Start[$0] }
        }
        switch bytes[start] {
        case UInt8(ascii: "a"): return isHere("and") ? .symbol(.and) : nil
        case UInt8(ascii: "o"): return isHere("or") ? .symbol(.or) : nil
        case UInt8(ascii: "i"): return isHere("in") ? .symbol(.in) : nil
        case UInt8(ascii: "t"): return isHere("true") ? .literal(.true) : nil
        case UInt8(ascii: "f"): return isHere("false") ? .literal(.false) : nil
        case UInt8(ascii: "n"): return isHere("null") ? .literal(.null) : nil
        default: return nil
        }
    }
}

extension Tokenizer {
    private mutating func string(quote: UInt8) throws(JSONataError) -> Token {
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != quote, bytes[place] != UInt8(ascii: "\\") { place += 1 }
        if place < bytes.count, bytes[place] == quote {
            let range = start..<place
            place += 1
            return token(.string, range)
        }
        return try escapedString(quote: quote, plain: Array(bytes[start..<place]))
    }

    private mutating func escapedString(quote: UInt8, plain: [UInt8]) throws(JSONataError) -> Token {
        var value = plain
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == quote {
                unescaped.append(String(decoding: value, as: UTF8.self))
                var token = token(.string, unescaped.count - 1..<unescaped.count)
                token.isEscaped = true
                return token
            }
            if byte != UInt8(ascii: "\\") {
                value.append(byte)
                continue
            }
            let escaped = self.byte()
            if let character = Self.escape(escaped) {
                place += 1
                value.append(character)
            } else if escaped == UInt8(ascii: "u") {
                try appendUnicodeEscape(to: &value)
            } else {
                let rest = String(decoding: bytes[place...].prefix(4), as: UTF8.self)
                throw failure("S0103", token: rest.first.map(String.init) ?? "")
            }
        }
        throw failure("S0101")
    }

    private static func escape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"), UInt8(ascii: "`"):
            byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") ? nil : byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Reads `uXXXX`; two halves of a surrogate pair make one character, a half alone its stand-in.
    private mutating func appendUnicodeEscape(to value: inout [UInt8]) throws(JSONataError) {
        guard let unit = hexUnit(at: place + 1) else { throw failure("S0104") }
        place += 5
        var code = UInt32(unit)
        if 0xD800..<0xDC00 ~= code, byte() == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "u"),
            let low = hexUnit(at: place + 2), 0xDC00..<0xE000 ~= low
        {
            place += 6
            code = 0x10000 + (code - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        }
        value.append(contentsOf: Character(LoneHalf.scalar(for: code)).utf8)
    }

    private func hexUnit(at place: Int) -> UInt16? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt16 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// Reads to the slash that ends the expression: one that is neither escaped nor within brackets.
    private mutating func regex() throws(JSONataError) -> Token {
        let start = place
        var nesting = 0
        var isEscaped = false
        while place < bytes.count {
            let byte = bytes[place]
            if isEscaped {
                isEscaped = false
            } else {
                switch byte {
                case UInt8(ascii: "\\"): isEscaped = true
                case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): nesting += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): nesting -= 1
                case UInt8(ascii: "/") where nesting == 0: return try endRegex(from: start)
                default: break
                }
            }
            place += 1
        }
        throw failure("S0302")
    }

    private mutating func endRegex(from start: Int) throws(JSONataError) -> Token {
        guard place > start else { throw failure("S0301") }
        let pattern = start..<place
        var ignoresCase = false
        var isMultiline = false
        place += 1
        while byte() == UInt8(ascii: "i") || byte() == UInt8(ascii: "m") {
            if byte() == UInt8(ascii: "i") { ignoresCase = true } else { isMultiline = true }
            place += 1
        }
        return token(.regex(ignoresCase: ignoresCase, isMultiline: isMultiline), pattern)
    }
}
