/// One token of an expression.
struct Token {
    enum Kind: Equatable {
        case name
        case variable
        case string
        case number(Double)
        case literal(Literal)
        /// The text is the pattern.
        case regex(ignoresCase: Bool, isMultiline: Bool)
        case symbol(Symbol)
        case end
    }

    enum Literal: Equatable { case null, `true`, `false` }

    struct RegexLiteral: Equatable, Sendable {
        var pattern: String
        var ignoresCase: Bool
        var isMultiline: Bool
    }

    var kind: Kind
    /// The bytes of the name, the number or the string without its quotes; ``Tokenizer/text(of:)`` makes a text of them.
    var start = 0
    var end = 0
    /// The string has escapes: `start` counts those that the tokenizer has read.
    var isEscaped = false
    /// Characters before the token's end, which is the place that jsonata-js reports.
    var position: Int

    var symbol: Symbol? {
        @inline(__always) get { if case .symbol(let symbol) = kind { symbol } else { nil } }
    }

    @inline(__always)
    func isSymbol(_ other: Symbol) -> Bool {
        if case .symbol(let symbol) = kind { symbol == other } else { false }
    }

    var isEnd: Bool { if case .end = kind { true } else { false } }
}
