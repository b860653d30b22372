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

    /// What few nodes have.
    final class Rare {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        var terms: [SortTerm] = []
        var signature: Signature?
        var regex: Token.RegexLiteral?
        var focus: String?
        var index: String?
        var ancestor: Slot?
        var stages: [Stage] = []
        var predicates: [SyntaxNode] = []
        var group: Group?
        var slot: Slot?
        var seekingParent: [Slot] = []
        var assigned: [String] = []
    }

    var kind: Kind
    var symbol: Symbol?
    var literal = Token.Literal.null
    var isThunk = false
    var keepsArray = false
    var keepsSingleton = false
    var isConstructedArray = false
    var isTuple = false
    var hasStages = false
    var position: Int
    /// How many levels of nodes are below.
    var height = 1
    var number = 0.0
    /// The name, or the text of a string.
    var text: String

    /// Left operand, condition, procedure, pattern, body.
    var first: SyntaxNode?
    /// Right operand, then, update.
    var second: SyntaxNode?
    /// Else, delete.
    var third: SyntaxNode?
    /// Steps, arguments, items, expressions of a block.
    var list: [SyntaxNode] = []
    private var rare: Rare?

    init(_ kind: Kind, _ text: String, at position: Int) {
        self.kind = kind
        self.text = text
        self.position = position
    }

    /// A node of another kind at the same place, with the same text or symbol.
    init(_ kind: Kind, like other: SyntaxNode) {
        self.kind = kind
        text = other.text
        symbol = other.symbol
        position = other.position
    }

    /// What an error calls the node.
    var name: String { text.isEmpty ? symbol?.rawValue ?? "" : text }

    private func makeRare() -> Rare {
        if let rare { return rare }
        let made = Rare()
        rare = made
        return made
    }
}

extension SyntaxNode {
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] {
        get { rare?.pairs ?? [] }
        set { makeRare().pairs = newValue }
    }
    var terms: [SortTerm] {
        get { rare?.terms ?? [] }
        set { makeRare().terms = newValue }
    }
    var signature: Signature? {
        get { rare?.signature }
        set { if newValue != nil || rare != nil { makeRare().signature = newValue } }
    }
    var regex: Token.RegexLiteral? {
        get { rare?.regex }
        set { if newValue != nil || rare != nil { makeRare().regex = newValue } }
    }
    /// `@$name`.
    var focus: String? {
        get { rare?.focus }
        set { makeRare().focus = newValue }
    }
    /// `#$name`.
    var index: String? {
        get { rare?.index }
        set { makeRare().index = newValue }
    }
    var ancestor: Slot? {
        get { rare?.ancestor }
        set { makeRare().ancestor = newValue }
    }
    var stages: [Stage] {
        get { rare?.stages ?? [] }
        set { makeRare().stages = newValue }
    }
    var predicates: [SyntaxNode] {
        get { rare?.predicates ?? [] }
        set { if !newValue.isEmpty || rare != nil { makeRare().predicates = newValue } }
    }
    var group: Group? {
        get { rare?.group }
        set { makeRare().group = newValue }
    }
    var slot: Slot? {
        get { rare?.slot }
        set { makeRare().slot = newValue }
    }
    var seekingParent: [Slot] {
        get { rare?.seekingParent ?? [] }
        set { if !newValue.isEmpty || rare != nil { makeRare().seekingParent = newValue } }
    }
    /// Variables that a block or lambda assigns.
    var assigned: [String] {
        get { rare?.assigned ?? [] }
        set { if !newValue.isEmpty || rare != nil { makeRare().assigned = newValue } }
    }
}
