import JSON

/// Reads an expression into a tree: an operator-precedence parser after Pratt, as the language is defined by one.
struct Parser {
    /// Deeper trees are refused: all that walks them uses the stack.
    static let heightLimit = 500
    static let nestingLimit = 220

    private let tree: SyntaxTree
    private var tokenizer: Tokenizer
    private var token = Token(kind: .end, position: 0)
    private var nesting = 0

    /// The tree as written, before ``SyntaxResolver``.
    static func parse(_ source: String, into tree: SyntaxTree) throws(JSONataError) -> SyntaxNode {
        var source = source
        return try source.withUTF8 { bytes in
            Result { () throws(JSONataError) in
                var parser = Parser(tree: tree, tokenizer: Tokenizer(bytes))
                return try parser.whole()
            }
        }.get()
    }

    private mutating func whole() throws(JSONataError) -> SyntaxNode {
        try advance()
        let expression = try expression(0)
        guard token.isEnd else { throw failure("S0201", at: token) }
        return expression
    }

    private init(tree: SyntaxTree, tokenizer: Tokenizer) {
        self.tree = tree
        self.tokenizer = tokenizer
    }

    private func failure(_ code: String, at token: Token, value: JSONValue? = nil) -> JSONataError {
        JSONataError(code, at: token.position, token: tokenizer.name(of: token), value: value)
    }

    @inline(__always)
    private mutating func advance(_ expected: Symbol? = nil, afterOperand: Bool = false) throws(JSONataError) {
        if let expected, !token.isSymbol(expected) {
            throw failure(token.isEnd ? "S0203" : "S0202", at: token, value: .string(expected.rawValue))
        }
        token = try tokenizer.next(afterOperand: afterOperand)
        if token.isSymbol(.exclamation) || token.isSymbol(.tilde) { throw failure("S0204", at: token) }
    }

    private mutating func expression(_ rightBindingPower: Int) throws(JSONataError) -> SyntaxNode {
        nesting += 1
        guard nesting < Self.nestingLimit else { throw tooDeep() }
        let start = token
        try advance(afterOperand: true)
        var left = try prefix(start)
        while case .symbol(let symbol) = token.kind, rightBindingPower < symbol.leftBindingPower {
            let symbolToken = token
            try advance()
            left = try infix(symbolToken, symbol, left)
            guard left.height < Self.heightLimit else { throw tooDeep() }
        }
        nesting -= 1
        return left
    }

    private func tooDeep() -> JSONataError {
        JSONataError("U1001", at: token.position, text: ErrorMessage.stackOverflow)
    }

    @inline(__always)
    private func node(_ kind: SyntaxNode.Kind, _ token: Token) -> SyntaxNode {
        tree.node(kind, tokenizer.text(of: token), token.symbol, at: token.position)
    }

    @inline(__always)
    private func node(_ kind: SyntaxNode.Kind, _ token: Token, over child: SyntaxNode) -> SyntaxNode {
        let node = node(kind, token)
        node.height = child.height + 1
        return node
    }

    @inline(__always)
    private func node(
        _ kind: SyntaxNode.Kind, _ token: Token, over first: SyntaxNode, _ second: SyntaxNode,
        _ third: SyntaxNode? = nil
    ) -> SyntaxNode {
        let node = node(kind, token)
        node.height = max(first.height, second.height, third?.height ?? 0) + 1
        return node
    }

    private func raise(_ node: SyntaxNode, over child: SyntaxNode) {
        node.height = max(node.height, child.height + 1)
    }
}

// MARK: What stands at the start of an expression

extension Parser {
    private mutating func prefix(_ token: Token) throws(JSONataError) -> SyntaxNode {
        switch token.kind {
        case .name: return node(.name, token)
        case .variable: return node(.variable, token)
        case .string: return node(.string, token)
        case .number(let value):
            let number = node(.number, token)
            number.number = value
            return number
        case .literal(let value):
            let literal = node(.literal, token)
            literal.literal = value
            return literal
        case .regex(let ignoresCase, let isMultiline):
            let regex = node(.regex, token)
            regex.regex = Token.RegexLiteral(
                pattern: tokenizer.text(of: token), ignoresCase: ignoresCase, isMultiline: isMultiline)
            return regex
        case .end: return node(.end, token)
        case .symbol(let symbol): return try prefixOperator(token, symbol)
        }
    }

    private mutating func prefixOperator(_ symbol: Token, _ kind: Symbol) throws(JSONataError) -> SyntaxNode {
        switch kind {
        case .and, .or, .in:
            let word = node(.op, symbol)
            word.text = kind.rawValue
            return word
        case .star: return node(.wildcard, symbol)
        case .descendant: return node(.descendant, symbol)
        case .percent: return node(.parent, symbol)
        case .minus:
            let operand = try expression(70)
            let negation = node(.unary, symbol, over: operand)
            negation.first = operand
            return negation
        case .openParenthesis: return try block(symbol)
        case .openBracket: return try arrayConstructor(symbol)
        case .openBrace:
            let object = node(.unary, symbol)
            object.pairs = try pairs(of: object)
            return object
        case .bar: return try transform(symbol)
        default: throw failure("S0211", at: symbol)
        }
    }

    private mutating func block(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let block = node(.block, symbol)
        block.list.reserveCapacity(2)
        while !token.isSymbol(.closeParenthesis) {
            let part = try expression(0)
            raise(block, over: part)
            block.list.append(part)
            guard token.isSymbol(.semicolon) else { break }
            try advance(.semicolon)
        }
        try advance(.closeParenthesis, afterOperand: true)
        return block
    }

    private mutating func arrayConstructor(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let array = node(.unary, symbol)
        if !token.isSymbol(.closeBracket) {
            array.list.reserveCapacity(4)
            while true {
                var item = try expression(0)
                if token.isSymbol(.range) {
                    let rangeToken = token
                    try advance(.range)
                    let end = try expression(0)
                    let range = node(.binary, rangeToken, over: item, end)
                    range.first = item
                    range.second = end
                    item = range
                }
                raise(array, over: item)
                array.list.append(item)
                guard token.isSymbol(.comma) else { break }
                try advance(.comma)
            }
        }
        try advance(.closeBracket, afterOperand: true)
        return array
    }

    private mutating func pairs(
        of object: SyntaxNode
    ) throws(JSONataError) -> [(key: SyntaxNode, value: SyntaxNode)] {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        if !token.isSymbol(.closeBrace) {
            pairs.reserveCapacity(4)
            while true {
                let key = try expression(0)
                try advance(.colon)
                let value = try expression(0)
                raise(object, over: key)
                raise(object, over: value)
                pairs.append((key, value))
                guard token.isSymbol(.comma) else { break }
                try advance(.comma)
            }
        }
        try advance(.closeBrace, afterOperand: true)
        return pairs
    }

    private mutating func transform(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let pattern = try expression(0)
        try advance(.bar)
        let update = try expression(0)
        var delete: SyntaxNode?
        if token.isSymbol(.comma) {
            try advance(.comma)
            delete = try expression(0)
        }
        try advance(.bar)
        let transform = node(.transform, symbol, over: pattern, update, delete)
        (transform.first, transform.second, transform.third) = (pattern, update, delete)
        return transform
    }
}

// MARK: What follows an operand

extension Parser {
    private mutating func infix(
        _ symbol: Token, _ kind: Symbol, _ left: SyntaxNode
    ) throws(JSONataError) -> SyntaxNode {
        switch kind {
        case .openParenthesis: return try call(symbol, left)
        case .openBracket: return try predicate(symbol, left)
        case .openBrace:
            let group = node(.binary, symbol, over: left)
            group.first = left
            group.pairs = try pairs(of: group)
            return group
        case .caret: return try orderBy(symbol, left)
        case .question: return try ternary(symbol, left)
        case .coalesce:
            let exists = node(
                .function, Token(kind: .symbol(.openParenthesis), position: symbol.position), over: left)
            exists.first = tree.node(.variable, "exists", at: symbol.position)
            exists.list = [left]
            return try choice(symbol, condition: exists, then: left.copy(in: tree))
        case .elvis: return try choice(symbol, condition: left, then: left.copy(in: tree))
        case .assign:
            guard left.kind == .variable else { throw JSONataError("S0212", at: left.position, token: left.name) }
            return try binary(symbol, left, rightBindingPower: 9)
        case .at, .hash:
            let result = try binary(symbol, left, rightBindingPower: 80)
            guard result.second?.kind == .variable else {
                throw JSONataError(
                    "S0214", at: result.second?.position ?? symbol.position, token: tokenizer.name(of: symbol))
            }
            return result
        default: return try binary(symbol, left, rightBindingPower: kind.leftBindingPower)
        }
    }

    private mutating func binary(
        _ symbol: Token, _ left: SyntaxNode, rightBindingPower: Int
    ) throws(JSONataError) -> SyntaxNode {
        let right = try expression(rightBindingPower)
        let result = node(.binary, symbol, over: left, right)
        result.first = left
        result.second = right
        return result
    }

    private mutating func ternary(_ symbol: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let then = try expression(0)
        var other: SyntaxNode?
        if token.isSymbol(.colon) {
            try advance(.colon)
            other = try expression(0)
        }
        let result = node(.condition, symbol, over: left, then, other)
        (result.first, result.second, result.third) = (left, then, other)
        return result
    }

    private mutating func choice(
        _ symbol: Token, condition: SyntaxNode, then: SyntaxNode
    ) throws(JSONataError) -> SyntaxNode {
        let other = try expression(0)
        let result = node(.condition, symbol, over: condition, then, other)
        (result.first, result.second, result.third) = (condition, then, other)
        return result
    }

    private mutating func predicate(_ symbol: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        if token.isSymbol(.closeBracket) {
            // `[]` marks the step that the predicates before it are on.
            var step = left
            while step.kind == .binary, step.symbol == .openBracket, let inner = step.first { step = inner }
            step.keepsArray = true
            try advance(.closeBracket)
            return left
        }
        let condition = try expression(0)
        let result = node(.binary, symbol, over: left, condition)
        result.first = left
        result.second = condition
        try advance(.closeBracket, afterOperand: true)
        return result
    }

    private mutating func orderBy(_ symbol: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = node(.binary, symbol, over: left)
        result.first = left
        try advance(.openParenthesis)
        while true {
            var isDescending = false
            if token.isSymbol(.less) {
                try advance(.less)
            } else if token.isSymbol(.greater) {
                isDescending = true
                try advance(.greater)
            }
            let term = try expression(0)
            raise(result, over: term)
            result.terms.append(SyntaxNode.SortTerm(expression: term, isDescending: isDescending))
            guard token.isSymbol(.comma) else { break }
            try advance(.comma)
        }
        try advance(.closeParenthesis)
        return result
    }

    private mutating func call(_ symbol: Token, _ procedure: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let call = node(.function, symbol, over: procedure)
        call.first = procedure
        if !token.isSymbol(.closeParenthesis) {
            call.list.reserveCapacity(2)
            while true {
                if token.isSymbol(.question) {
                    call.kind = .partial
                    call.list.append(node(.op, token))
                    try advance(.question)
                } else {
                    let argument = try expression(0)
                    raise(call, over: argument)
                    call.list.append(argument)
                }
                guard token.isSymbol(.comma) else { break }
                try advance(.comma)
            }
        }
        try advance(.closeParenthesis, afterOperand: true)
        if procedure.kind == .name, procedure.text == "function" || procedure.text == "λ" { try makeLambda(call) }
        return call
    }

    private mutating func makeLambda(_ lambda: SyntaxNode) throws(JSONataError) {
        for parameter in lambda.list where parameter.kind != .variable {
            throw JSONataError("S0208", at: parameter.position, token: parameter.name, value: .string(parameter.name))
        }
        lambda.kind = .lambda
        if token.isSymbol(.less) { lambda.signature = try signature() }
        try advance(.openBrace)
        let body = try expression(0)
        raise(lambda, over: body)
        lambda.first = body
        try advance(.closeBrace)
    }

    private mutating func signature() throws(JSONataError) -> Signature {
        var depth = 1
        var text = "<"
        let position = token.position
        while depth > 0, !token.isSymbol(.openBrace), !token.isEnd {
            try advance()
            if token.isSymbol(.greater) { depth -= 1 }
            if token.isSymbol(.less) { depth += 1 }
            text += tokenizer.name(of: token)
        }
        try advance(.greater)
        return try Signature(text, at: position)
    }
}
