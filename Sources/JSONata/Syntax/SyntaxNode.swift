/// A node of the syntax tree: made by ``Parser``, turned into its final form by ``SyntaxResolver``.
///
/// A reference to what its ``SyntaxTree`` holds, to be used only while that lives.
struct SyntaxNode: Equatable {
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
        // A tree belongs to the one parse that makes it: checks for overlapping access would only cost time.
        @exclusivity(unchecked) var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        @exclusivity(unchecked) var terms: [SortTerm] = []
        @exclusivity(unchecked) var signature: Signature?
        @exclusivity(unchecked) var regex: Token.RegexLiteral?
        @exclusivity(unchecked) var focus: String?
        @exclusivity(unchecked) var index: String?
        @exclusivity(unchecked) var ancestor: Slot?
        @exclusivity(unchecked) var stages: [Stage] = []
        @exclusivity(unchecked) var predicates: [SyntaxNode] = []
        @exclusivity(unchecked) var group: Group?
        @exclusivity(unchecked) var slot: Slot?
        @exclusivity(unchecked) var seekingParent: [Slot] = []
        @exclusivity(unchecked) var assigned: [String] = []
    }

    struct Fields {
        var kind: Kind
        var symbol: Symbol?
        var literal = Token.Literal.null
        var isThunk = false
        var keepsArray = false
        var keepsSingleton = false
        var isConstructedArray = false
        var isTuple = false
        var hasStages = false
        var position: Int32
        var height: Int32 = 1
        var number = 0.0
        var text: String
        var first: SyntaxNode?
        var second: SyntaxNode?
        var third: SyntaxNode?
        var list: [SyntaxNode] = []
        var rare: Rare?

        init(kind: Kind, symbol: Symbol?, position: Int, text: String) {
            self.kind = kind
            self.symbol = symbol
            self.position = Int32(truncatingIfNeeded: position)
            self.text = text
        }
    }

    let place: UnsafeMutablePointer<Fields>

    /// Whether resolving leaves the node as it is.
    var isPlainLeaf: Bool {
        switch kind {
        case .string, .number, .literal, .variable, .regex, .wildcard, .descendant: true
        case .name: !keepsArray
        default: false
        }
    }

    /// What an error calls the node.
    var name: String { text.isEmpty ? symbol?.rawValue ?? "" : text }

    /// The same tree once more, as it was written: what stands in two places is resolved for each.
    func copy(in tree: SyntaxTree) -> SyntaxNode {
        let copy = tree.node(kind, text, symbol, at: position)
        copy.literal = literal
        copy.keepsArray = keepsArray
        copy.number = number
        copy.height = height
        copy.first = first?.copy(in: tree)
        copy.second = second?.copy(in: tree)
        copy.third = third?.copy(in: tree)
        copy.list = list.map { $0.copy(in: tree) }
        guard let rare = place.pointee.rare else { return copy }
        copy.regex = rare.regex
        copy.signature = rare.signature
        copy.pairs = rare.pairs.map { ($0.key.copy(in: tree), $0.value.copy(in: tree)) }
        copy.terms = rare.terms.map {
            SortTerm(expression: $0.expression.copy(in: tree), isDescending: $0.isDescending)
        }
        return copy
    }

    private func makeRare() -> Rare {
        if let rare = place.pointee.rare { return rare }
        let made = Rare()
        place.pointee.rare = made
        return made
    }
}

// MARK: What all nodes have

extension SyntaxNode {
    var kind: Kind {
        get { place.pointee.kind }
        nonmutating set { place.pointee.kind = newValue }
    }
    var symbol: Symbol? { place.pointee.symbol }
    var position: Int { Int(place.pointee.position) }
    /// The name, or the text of a string.
    var text: String {
        get { place.pointee.text }
        nonmutating set { place.pointee.text = newValue }
    }
    var number: Double {
        get { place.pointee.number }
        nonmutating set { place.pointee.number = newValue }
    }
    var literal: Token.Literal {
        get { place.pointee.literal }
        nonmutating set { place.pointee.literal = newValue }
    }
    /// How many levels of nodes are below.
    var height: Int {
        get { Int(place.pointee.height) }
        nonmutating set { place.pointee.height = Int32(truncatingIfNeeded: newValue) }
    }
    /// Left operand, condition, procedure, pattern, body.
    var first: SyntaxNode? {
        get { place.pointee.first }
        nonmutating set { place.pointee.first = newValue }
    }
    /// Right operand, then, update.
    var second: SyntaxNode? {
        get { place.pointee.second }
        nonmutating set { place.pointee.second = newValue }
    }
    /// Else, delete.
    var third: SyntaxNode? {
        get { place.pointee.third }
        nonmutating set { place.pointee.third = newValue }
    }
    /// Steps, arguments, items, expressions of a block.
    var list: [SyntaxNode] {
        get { place.pointee.list }
        nonmutating _modify { yield &place.pointee.list }
    }
    var isThunk: Bool {
        get { place.pointee.isThunk }
        nonmutating set { place.pointee.isThunk = newValue }
    }
    var keepsArray: Bool {
        get { place.pointee.keepsArray }
        nonmutating set { place.pointee.keepsArray = newValue }
    }
    var keepsSingleton: Bool {
        get { place.pointee.keepsSingleton }
        nonmutating set { place.pointee.keepsSingleton = newValue }
    }
    var isConstructedArray: Bool {
        get { place.pointee.isConstructedArray }
        nonmutating set { place.pointee.isConstructedArray = newValue }
    }
    var isTuple: Bool {
        get { place.pointee.isTuple }
        nonmutating set { place.pointee.isTuple = newValue }
    }
    var hasStages: Bool {
        get { place.pointee.hasStages }
        nonmutating set { place.pointee.hasStages = newValue }
    }
}

// MARK: What few nodes have

extension SyntaxNode {
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] {
        get { place.pointee.rare?.pairs ?? [] }
        nonmutating _modify { yield &makeRare().pairs }
    }
    var terms: [SortTerm] {
        get { place.pointee.rare?.terms ?? [] }
        nonmutating _modify { yield &makeRare().terms }
    }
    var signature: Signature? {
        get { place.pointee.rare?.signature }
        nonmutating set { if newValue != nil || place.pointee.rare != nil { makeRare().signature = newValue } }
    }
    var regex: Token.RegexLiteral? {
        get { place.pointee.rare?.regex }
        nonmutating set { if newValue != nil || place.pointee.rare != nil { makeRare().regex = newValue } }
    }
    /// `@$name`.
    var focus: String? {
        get { place.pointee.rare?.focus }
        nonmutating set { makeRare().focus = newValue }
    }
    /// `#$name`.
    var index: String? {
        get { place.pointee.rare?.index }
        nonmutating set { makeRare().index = newValue }
    }
    var ancestor: Slot? {
        get { place.pointee.rare?.ancestor }
        nonmutating set { makeRare().ancestor = newValue }
    }
    var stages: [Stage] {
        get { place.pointee.rare?.stages ?? [] }
        nonmutating _modify { yield &makeRare().stages }
    }
    var predicates: [SyntaxNode] {
        get { place.pointee.rare?.predicates ?? [] }
        nonmutating _modify { yield &makeRare().predicates }
    }
    var group: Group? {
        get { place.pointee.rare?.group }
        nonmutating set { makeRare().group = newValue }
    }
    var slot: Slot? {
        get { place.pointee.rare?.slot }
        nonmutating set { makeRare().slot = newValue }
    }
    var seekingParent: [Slot] {
        get { place.pointee.rare?.seekingParent ?? [] }
        nonmutating _modify { yield &makeRare().seekingParent }
    }
    /// Variables that a block or lambda assigns.
    var assigned: [String] {
        get { place.pointee.rare?.assigned ?? [] }
        nonmutating set { if !newValue.isEmpty || place.pointee.rare != nil { makeRare().assigned = newValue } }
    }
}
