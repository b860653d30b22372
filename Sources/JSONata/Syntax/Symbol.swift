/// The operators and other symbols of the language.
enum Symbol: String, Sendable {
    case dot = "."
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case openParenthesis = "("
    case closeParenthesis = ")"
    case comma = ","
    case at = "@"
    case hash = "#"
    case semicolon = ";"
    case colon = ":"
    case question = "?"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case bar = "|"
    case equal = "="
    case less = "<"
    case greater = ">"
    case caret = "^"
    case ampersand = "&"
    case exclamation = "!"
    case tilde = "~"
    case range = ".."
    case assign = ":="
    case notEqual = "!="
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case descendant = "**"
    case apply = "~>"
    case elvis = "?:"
    case coalesce = "??"
    case and = "and"
    case or = "or"
    case `in` = "in"

    /// How strongly an operator binds to what is left of it; 0 for symbols that don't follow an operand.
    var leftBindingPower: Int {
        switch self {
        case .openBracket, .openParenthesis, .at, .hash: 80
        case .dot: 75
        case .openBrace: 70
        case .star, .slash, .percent: 60
        case .plus, .minus, .ampersand: 50
        case .equal, .less, .greater, .caret, .notEqual, .lessOrEqual, .greaterOrEqual, .apply, .elvis, .coalesce, .in:
            40
        case .and: 30
        case .or: 25
        case .question: 20
        case .assign: 10
        default: 0
        }
    }
}
