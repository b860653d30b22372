/// The nodes of one expression while it is compiled.
///
/// They lie side by side and go all at once: a tree of objects, each counted and freed by itself, takes more time than all else that
/// is done to compile an expression. A ``SyntaxNode`` is valid as long as its tree lives.
final class SyntaxTree {
    private typealias Fields = SyntaxNode.Fields

    /// Room for a few nodes, after the place of the block before it: small, so that the allocator has one at hand.
    private struct Block {
        static let header = MemoryLayout<Fields>.alignment
        static let capacity = (1024 - header) / MemoryLayout<Fields>.stride

        let start: UnsafeMutableRawPointer
        var nodes: UnsafeMutablePointer<Fields> { (start + Self.header).assumingMemoryBound(to: Fields.self) }
        var previous: UnsafeMutableRawPointer? { start.load(as: UnsafeMutableRawPointer?.self) }

        init(at start: UnsafeMutableRawPointer) { self.start = start }

        init(after previous: UnsafeMutableRawPointer?) {
            start = .allocate(
                byteCount: Self.header + Self.capacity * MemoryLayout<Fields>.stride, alignment: Self.header)
            start.initializeMemory(as: UnsafeMutableRawPointer?.self, to: previous)
            (start + Self.header).bindMemory(to: Fields.self, capacity: Self.capacity)
        }
    }

    private var block = Block(after: nil)
    /// How many nodes are in the last block; those before it are full.
    private var count = 0

    init() {}

    deinit {
        var last: Block? = block
        while let block = last {
            block.nodes.deinitialize(count: count)
            count = Block.capacity
            last = block.previous.map(Block.init(at:))
            block.start.deallocate()
        }
    }

    func node(_ kind: SyntaxNode.Kind, _ text: String = "", _ symbol: Symbol? = nil, at position: Int) -> SyntaxNode {
        if count == Block.capacity {
            block = Block(after: block.start)
            count = 0
        }
        let place = block.nodes + count
        place.initialize(to: Fields(kind: kind, symbol: symbol, position: position, text: text))
        count += 1
        return SyntaxNode(place: place)
    }

    /// Parses and compiles.
    static func compile(_ source: String, _ dialect: JSONataDialect) throws(JSONataError) -> Program {
        var compiler = Compiler(dialect)
        return try compile(source, with: &compiler, within: nil)
    }

    /// Parses a text and compiles it with a compiler that knows what is around.
    static func compile(
        _ source: String, with compiler: inout Compiler, within outer: Scope?
    ) throws(JSONataError) -> Program {
        let tree = SyntaxTree()
        defer { withExtendedLifetime(tree) {} }
        let resolved = try SyntaxResolver.resolve(try Parser.parse(source, into: tree), in: tree)
        return try compiler.program(resolved, within: outer)
    }
}
