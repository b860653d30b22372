/// Rewrites what JavaScript's regular expressions mean differently from PCRE2's.
enum JavaScriptRegex {
    /// What `\s` matches in JavaScript.
    private static let space =
        #"\x09-\x0d\x20\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"#
    /// What `.` doesn't match in JavaScript.
    private static let lineEnds = #"\n\r\x{2028}\x{2029}"#

    static func translate(_ source: String) -> String {
        var result = ""
        var isInClass = false
        var characters = source.unicodeScalars.makeIterator()
        while let character = characters.next() {
            switch character {
            case "\\":
                guard let escaped = characters.next() else { return result + "\\\\" }
                result += escape(escaped, isInClass: isInClass, &characters)
            case "[" where !isInClass:
                isInClass = true
                result.unicodeScalars.append(character)
                var ahead = characters
                if ahead.next() == "^" {
                    characters = ahead
                    result += "^"
                }
            // Within a class, `[` is itself: PCRE2 would look for `[:name:]`.
            case "[": result += "\\["
            case "]" where isInClass:
                isInClass = false
                result += "]"
            case "." where !isInClass: result += "[^\(lineEnds)]"
            // PCRE2 knows verbs `(*NAME)`, comments and more after these; JavaScript refuses them.
            case "(" where !isInClass:
                var ahead = characters
                if ahead.next() == "*" {
                    result += "(?:"
                } else {
                    result += "("
                }
            case "#" where !isInClass: result += "\\#"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// A character by its code: `\x41`, `\u0041`; nil where the digits are missing.
    private static func code(digits count: Int, _ rest: inout String.UnicodeScalarView.Iterator) -> String? {
        var ahead = rest
        func unit(_ ahead: inout String.UnicodeScalarView.Iterator) -> UInt32? {
            var code: UInt32 = 0
            for _ in 0..<count {
                guard let digit = ahead.next().flatMap({ Character($0).hexDigitValue }) else { return nil }
                code = code << 4 | UInt32(digit)
            }
            return code
        }
        guard var value = unit(&ahead) else { return nil }
        rest = ahead
        // Two halves of a pair written one after the other are the one character of the text.
        if 0xD800..<0xDC00 ~= value, ahead.next() == "\\", ahead.next() == "u", let low = unit(&ahead),
            0xDC00..<0xE000 ~= low
        {
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            rest = ahead
        }
        return "\\x{\(String(LoneHalf.scalar(for: value).value, radix: 16))}"
    }

    private static func escape(
        _ escaped: Unicode.Scalar, isInClass: Bool, _ rest: inout String.UnicodeScalarView.Iterator
    ) -> String {
        switch escaped {
        case "s": return isInClass ? space : "[\(space)]"
        case "S": return isInClass ? "\\S" : "[^\(space)]"
        case "b" where isInClass: return "\\x08"
        case "d", "D", "w", "W", "b", "B", "n", "r", "t", "f": return "\\\(escaped)"
        case "v": return "\\x0b"
        case "x": return code(digits: 2, &rest) ?? "x"
        case "u": return code(digits: 4, &rest) ?? "u"
        case "c":
            var ahead = rest
            if let letter = ahead.next(), letter.properties.isAlphabetic, letter.isASCII {
                rest = ahead
                return "\\c\(letter)"
            }
            return "\\\\c"
        case "k": return "\\k"
        case "0":
            var ahead = rest
            if let next = ahead.next(), ("0"..."9").contains(next) { return "\\0" }
            return "\\x00"
        case "1"..."9": return "\\\(escaped)"
        default:
            // Any other letter stands for itself in JavaScript; what isn't a letter is quoted by the backslash.
            let isLetter = escaped.isASCII && escaped.properties.isAlphabetic
            return isLetter ? String(escaped) : "\\\(escaped)"
        }
    }
}
