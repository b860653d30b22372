/// Rewrites what JavaScript's regular expressions mean differently from PCRE2's.
enum JavaScriptRegex {
    /// What `\s` matches in JavaScript.
    private static let space = #"\x09-\x0d\x20\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"#
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

    private static func escape(
        _ escaped: Unicode.Scalar, isInClass: Bool, _ rest: inout String.UnicodeScalarView.Iterator
    ) -> String {
        switch escaped {
        case "s": return isInClass ? space : "[\(space)]"
        case "S": return isInClass ? "\\S" : "[^\(space)]"
        case "d", "D", "w", "W", "b", "B", "n", "r", "t", "f", "v", "x", "u": return "\\v" == "\\\(escaped)" ? "\\x0b" : "\\\(escaped)"
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
