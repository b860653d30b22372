/// Reads paths and calls character by character.
struct TextScanner {
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
    var isAtEnd: Bool { position >= scalars.count }

    func next(after distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func advance(_ count: Int = 1) { position += count }

    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard position + wanted.count <= scalars.count, Array(scalars[position..<position + wanted.count]) == wanted
        else {
            return false
        }
        position += wanted.count
        return true
    }

    mutating func skipSpace() { while let next, next.properties.isWhitespace { position += 1 } }

    mutating func prefix(while holds: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let next, holds(next) {
            text.append(next)
            position += 1
        }
        return String(text)
    }

    /// A text in quotes of the kind that stands here. A backslash escapes what follows it if `unescapes`, else the quote alone.
    mutating func quoted(unescapes: Bool) throws(Untranslatable) -> String {
        guard let quote = next, quote == "'" || quote == "\"" else {
            throw Untranslatable("a text in quotes is expected")
        }
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = next {
            position += 1
            if scalar == quote { return String(text) }
            if scalar == "\\", let following = next, unescapes || following == quote {
                text.append(following)
                position += 1
            } else {
                text.append(scalar)
            }
        }
        throw Untranslatable("a text has no end")
    }
}
