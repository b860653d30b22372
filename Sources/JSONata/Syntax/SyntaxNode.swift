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

    // A tree belongs to the one parse that makes it: checks for overlapping access would only cost time.

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

    @exclusivity(unchecked) var kind: Kind
    @exclusivity(unchecked) var symbol: Symbol?
    @exclusivity(unchecked) var literal = Token.Literal.null
    @exclusivity(unchecked) var isThunk = false
    @exclusivity(unchecked) var keepsArray = false
    @exclusivity(unchecked) var keepsSingleton = false
    @exclusivity(unchecked) var isConstructedArray = false
    @exclusivity(unchecked) var isTuple = false
    @exclusivity(unchecked) var hasStages = false
    @exclusivity(unchecked) var position: Int
    /// How many levels of nodes are below.
    @exclusivity(unchecked) var height = 1
    @exclusivity(unchecked) var number = 0.0
    /// The name, or the text of a string.
    @exclusivity(unchecked) var text: String

    /// Left operand, condition, procedure, pattern, body.
    @exclusivity(unchecked) var first: SyntaxNode?
    /// Right operand, then, update.
    @exclusivity(unchecked) var second: SyntaxNode?
    /// Else, delete.
    @exclusivity(unchecked) var third: SyntaxNode?
    /// Steps, arguments, items, expressions of a block.
    @exclusivity(unchecked) var list: [SyntaxNode] = []
    @exclusivity(unchecked) private var rare: Rare?

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

    /// The same tree once more, as it was written: what stands in two places is resolved for each.
    func copy() -> SyntaxNode {
        let copy = SyntaxNode(kind, like: self)
        copy.literal = literal
        copy.keepsArray = keepsArray
        copy.number = number
        copy.height = height
        copy.first = first?.copy()
        copy.second = second?.copy()
        copy.third = third?.copy()
        copy.list = list.map { $0.copy() }
        guard let rare else { return copy }
        copy.regex = rare.regex
        copy.signature = rare.signature
        copy.pairs = rare.pairs.map { ($0.key.copy(), $0.value.copy()) }
        copy.terms = rare.terms.map { SortTerm(expression: $0.expression.copy(), isDescending: $0.isDescending) }
        return copy
    }

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
