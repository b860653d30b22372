/// A node of the syntax tree: made by ``Parser``, turned into its final form by ``SyntaxResolver``.
final class SyntaxNode {
    enum Kind {
        case name, variable, string, number, literal, regex, wildcard, descendant, parent
        case op, end
        case binary, unary, function, partial, lambda, condition, block, transform
        case path, bind, apply, sort
    }

    /// A filter or the naming of positions that follows a step.
    enum Stage {
        case filter(SyntaxNode, position: Int)
        case index(String)
    }

    struct Group {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)]
        var position: Int
    }

    struct SortTerm {
        var expression: SyntaxNode
        var isDescending: Bool
    }

    /// A place where the value of `%` is kept: the ancestor that a step was reached from.
    final class Slot {
        var label: Int
        var level = 1
        let index: Int

        init(label: Int, index: Int) {
            self.label = label
            self.index = index
        }

        var name: String { "!\(label)" }
    }

    var kind: Kind
    var text: String
    var position: Int
    var number = 0.0
    var literal = Token.Literal.null
    var regex: Token.RegexLiteral?

    /// Left operand, condition, procedure, pattern, body.
    var first: SyntaxNode?
    /// Right operand, then, update.
    var second: SyntaxNode?
    /// Else, delete.
    var third: SyntaxNode?
    /// Steps, arguments, items, expressions of a block.
    var list: [SyntaxNode] = []
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
    var terms: [SortTerm] = []
    var signature: Signature?
    var isThunk = false

    var keepsArray = false
    var keepsSingleton = false
    var isConstructedArray = false
    var isTuple = false
    var focus: String?
    var index: String?
    var ancestor: Slot?
    var stages: [Stage] = []
    var predicates: [SyntaxNode] = []
    var hasStages = false
    var group: Group?
    var slot: Slot?
    var seekingParent: [Slot] = []
    /// How many levels of nodes are below.
    var height = 1

    init(_ kind: Kind, _ text: String, at position: Int) {
        self.kind = kind
        self.text = text
        self.position = position
    }
}
