import JSON

/// Reads an expression into a tree: an operator-precedence parser after Pratt, as the language is defined by one.
struct Parser {
    /// Deeper trees are refused: all that walks them uses the stack.
    static let heightLimit = 500
    static let nestingLimit = 220

    private var tokenizer: Tokenizer
    private var token = Token(kind: .end, text: "(end)", position: 0)
    private var nesting = 0

    /// The tree as written, before ``SyntaxResolver``.
    static func parse(_ source: String) throws(JSONataError) -> SyntaxNode {
        var parser = Parser(tokenizer: Tokenizer(source))
        try parser.advance()
        let expression = try parser.expression(0)
        guard parser.token.kind == .end else {
            throw JSONataError("S0201", at: parser.token.position, token: parser.token.text)
        }
        return expression
    }

    private init(tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    private mutating func advance(_ expected: String? = nil, afterOperand: Bool = false) throws(JSONataError) {
        if let expected, !token.isOperator(expected) {
            throw JSONataError(
                token.kind == .end ? "S0203" : "S0202", at: token.position, token: token.text, value: .string(expected))
        }
        token = try tokenizer.next(afterOperand: afterOperand)
        if token.kind == .op, token.text == "!" || token.text == "~" {
            throw JSONataError("S0204", at: token.position, token: token.text)
        }
    }

    /// How strongly an operator binds to what is left of it.
    private static func leftBindingPower(_ token: Token) -> Int {
        guard token.kind == .op else { return 0 }
        return switch token.text {
        case ".": 75
        case "[", "(", "@", "#": 80
        case "{": 70
        case "*", "/", "%": 60
        case "+", "-", "&": 50
        case "=", "<", ">", "^", "!=", "<=", ">=", "~>", "?:", "??", "in": 40
        case "and": 30
        case "or": 25
        case "?": 20
        case ":=": 10
        default: 0
        }
    }

    private mutating func expression(_ rightBindingPower: Int) throws(JSONataError) -> SyntaxNode {
        nesting += 1
        guard nesting < Self.nestingLimit else { throw tooDeep() }
        let start = token
        try advance(afterOperand: true)
        var left = try prefix(start)
        while rightBindingPower < Self.leftBindingPower(token) {
            let symbol = token
            try advance()
            left = try infix(symbol, left)
            guard left.height < Self.heightLimit else { throw tooDeep() }
        }
        nesting -= 1
        return left
    }

    private func tooDeep() -> JSONataError {
        JSONataError("U1001", at: token.position, text: ErrorMessage.stackOverflow)
    }

    private func node(_ kind: SyntaxNode.Kind, _ token: Token, over children: SyntaxNode?...) -> SyntaxNode {
        let node = SyntaxNode(kind, token.text, at: token.position)
        for case let child? in children { node.height = max(node.height, child.height + 1) }
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
        case .regex(let value):
            let regex = node(.regex, token)
            regex.regex = value
            return regex
        case .end: return node(.end, token)
        case .op: return try prefixOperator(token)
        }
    }

    private mutating func prefixOperator(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        switch symbol.text {
        case "and", "or", "in": return node(.op, symbol)
        case "*": return node(.wildcard, symbol)
        case "**": return node(.descendant, symbol)
        case "%": return node(.parent, symbol)
        case "-":
            let operand = try expression(70)
            let negation = node(.unary, symbol, over: operand)
            negation.first = operand
            return negation
        case "(": return try block(symbol)
        case "[": return try arrayConstructor(symbol)
        case "{":
            let object = node(.unary, symbol)
            object.pairs = try pairs(of: object)
            return object
        case "|": return try transform(symbol)
        default: throw JSONataError("S0211", at: symbol.position, token: symbol.text)
        }
    }

    private mutating func block(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let block = node(.block, symbol)
        while !token.isOperator(")") {
            let part = try expression(0)
            raise(block, over: part)
            block.list.append(part)
            guard token.isOperator(";") else { break }
            try advance(";")
        }
        try advance(")", afterOperand: true)
        return block
    }

    private mutating func arrayConstructor(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let array = node(.unary, symbol)
        if !token.isOperator("]") {
            while true {
                var item = try expression(0)
                if token.isOperator("..") {
                    let rangeToken = token
                    try advance("..")
                    let end = try expression(0)
                    let range = node(.binary, rangeToken, over: item, end)
                    range.first = item
                    range.second = end
                    item = range
                }
                raise(array, over: item)
                array.list.append(item)
                guard token.isOperator(",") else { break }
                try advance(",")
            }
        }
        try advance("]", afterOperand: true)
        return array
    }

    private mutating func pairs(
        of object: SyntaxNode
    ) throws(JSONataError) -> [(key: SyntaxNode, value: SyntaxNode)] {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        if !token.isOperator("}") {
            while true {
                let key = try expression(0)
                try advance(":")
                let value = try expression(0)
                raise(object, over: key)
                raise(object, over: value)
                pairs.append((key, value))
                guard token.isOperator(",") else { break }
                try advance(",")
            }
        }
        try advance("}", afterOperand: true)
        return pairs
    }

    private mutating func transform(_ symbol: Token) throws(JSONataError) -> SyntaxNode {
        let pattern = try expression(0)
        try advance("|")
        let update = try expression(0)
        var delete: SyntaxNode?
        if token.isOperator(",") {
            try advance(",")
            delete = try expression(0)
        }
        try advance("|")
        let transform = node(.transform, symbol, over: pattern, update, delete)
        (transform.first, transform.second, transform.third) = (pattern, update, delete)
        return transform
    }
}

// MARK: What follows an operand

extension Parser {
    private mutating func infix(_ symbol: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        switch symbol.text {
        case "(": return try call(symbol, left)
        case "[": return try predicate(symbol, left)
        case "{":
            let group = node(.binary, symbol, over: left)
            group.first = left
            group.pairs = try pairs(of: group)
            return group
        case "^": return try orderBy(symbol, left)
        case "?": return try ternary(symbol, left)
        case "??":
            let exists = node(.function, Token(kind: .op, text: "(", position: symbol.position), over: left)
            exists.first = SyntaxNode(.variable, "exists", at: symbol.position)
            exists.list = [left]
            return try choice(symbol, condition: exists, then: left)
        case "?:": return try choice(symbol, condition: left, then: left)
        case ":=":
            guard left.kind == .variable else { throw JSONataError("S0212", at: left.position, token: left.text) }
            return try binary(symbol, left, rightBindingPower: 9)
        case "@", "#":
            let result = try binary(symbol, left, rightBindingPower: 80)
            guard result.second?.kind == .variable else {
                throw JSONataError("S0214", at: result.second?.position ?? symbol.position, token: symbol.text)
            }
            return result
        default: return try binary(symbol, left, rightBindingPower: Self.leftBindingPower(symbol))
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
        if token.isOperator(":") {
            try advance(":")
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
        if token.isOperator("]") {
            // `[]` marks the step that the predicates before it are on.
            var step = left
            while step.kind == .binary, step.text == "[", let inner = step.first { step = inner }
            step.keepsArray = true
            try advance("]")
            return left
        }
        let condition = try expression(0)
        let result = node(.binary, symbol, over: left, condition)
        result.first = left
        result.second = condition
        try advance("]", afterOperand: true)
        return result
    }

    private mutating func orderBy(_ symbol: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let result = node(.binary, symbol, over: left)
        result.first = left
        try advance("(")
        while true {
            var isDescending = false
            if token.isOperator("<") {
                try advance("<")
            } else if token.isOperator(">") {
                isDescending = true
                try advance(">")
            }
            let term = try expression(0)
            raise(result, over: term)
            result.terms.append(SyntaxNode.SortTerm(expression: term, isDescending: isDescending))
            guard token.isOperator(",") else { break }
            try advance(",")
        }
        try advance(")")
        return result
    }

    private mutating func call(_ symbol: Token, _ procedure: SyntaxNode) throws(JSONataError) -> SyntaxNode {
        let call = node(.function, symbol, over: procedure)
        call.first = procedure
        if !token.isOperator(")") {
            while true {
                if token.isOperator("?") {
                    call.kind = .partial
                    call.list.append(node(.op, token))
                    try advance("?")
                } else {
                    let argument = try expression(0)
                    raise(call, over: argument)
                    call.list.append(argument)
                }
                guard token.isOperator(",") else { break }
                try advance(",")
            }
        }
        try advance(")", afterOperand: true)
        if procedure.kind == .name, procedure.text == "function" || procedure.text == "λ" { try makeLambda(call) }
        return call
    }

    private mutating func makeLambda(_ lambda: SyntaxNode) throws(JSONataError) {
        for parameter in lambda.list where parameter.kind != .variable {
            throw JSONataError("S0208", at: parameter.position, token: parameter.text, value: .string(parameter.text))
        }
        lambda.kind = .lambda
        if token.isOperator("<") { lambda.signature = try signature() }
        try advance("{")
        let body = try expression(0)
        raise(lambda, over: body)
        lambda.first = body
        try advance("}")
    }

    private mutating func signature() throws(JSONataError) -> Signature {
        var depth = 1
        var text = "<"
        let position = token.position
        while depth > 0, !token.isOperator("{"), token.kind != .end {
            try advance()
            if token.isOperator(">") { depth -= 1 }
            if token.isOperator("<") { depth += 1 }
            text += token.text
        }
        try advance(">")
        return try Signature(text, at: position)
    }
}
