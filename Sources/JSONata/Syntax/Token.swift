/// One token of an expression.
struct Token {
    enum Kind: Equatable {
        case name
        case variable
        case string
        case number(Double)
        case literal(Literal)
        case regex(RegexLiteral)
        case op
        case end
    }

    enum Literal: Equatable { case null, `true`, `false` }

    struct RegexLiteral: Equatable, Sendable {
        var pattern: String
        var ignoresCase: Bool
        var isMultiline: Bool
    }

    var kind: Kind
    /// The name, the text of the string, or the symbol.
    var text: String
    /// Characters before the token's end, which is the place that jsonata-js reports.
    var position: Int

    func isOperator(_ symbol: String) -> Bool { kind == .op && text == symbol }
}
