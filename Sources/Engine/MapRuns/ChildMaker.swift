import Interpreter
import JSON
import StatesLanguage

/// Makes children from the items of a map run.
struct ChildMaker: Sendable {
    let request: MapRunRequest
    /// Whether an item of which no input can be made stands for itself: where children are only told of.
    var isLenient = false

    private var isBatched: Bool { request.map.itemBatcher != nil }

    /// The next child and the items that it takes; nil where none is left.
    func next(
        _ pages: inout ItemPages, index: Int, firstItem: Int
    ) async throws(SourceFault) -> (child: PendingChild, items: [JSONValue])? {
        guard isBatched else {
            guard let item = try await pages.peek() else { return nil }
            pages.advance()
            return (PendingChild(index: index, source: .item(item, firstItem)), [item])
        }
        var batch = ItemBatch(request.settings)
        var items: [JSONValue] = []
        while let item = try await pages.peek() {
            guard batch.add(try input(of: item, firstItem + batch.inputs.count)) else { break }
            pages.advance()
            items.append(item)
        }
        guard !batch.inputs.isEmpty else { return nil }
        let input = ItemBatch.input(batch.inputs, request.settings)
        return (PendingChild(index: index, source: .input(input)), items)
    }

    /// The children of a claim, made again.
    func children(of claim: MapRunClaim, _ pages: inout ItemPages) async throws(SourceFault) -> [PendingChild] {
        let all = if let spooled = claim.spooled { spooled } else { try await items(of: claim, &pages) }
        var rest = all[...]
        var children: [PendingChild] = []
        var firstItem = claim.firstItem
        for index in claim.first..<claim.first + claim.children {
            let items = Array(rest.prefix(claim.items(of: index)))
            rest = rest.dropFirst(items.count)
            children.append(try child(index, items, firstItem))
            firstItem += items.count
        }
        return children
    }

    private func items(of claim: MapRunClaim, _ pages: inout ItemPages) async throws(SourceFault) -> [JSONValue] {
        try await pages.seek(to: claim.from)
        var items: [JSONValue] = []
        while items.count < claim.items {
            guard let next = try await pages.peek() else { throw .changed }
            items.append(next)
            pages.advance()
        }
        return items
    }

    private func child(_ index: Int, _ items: [JSONValue], _ firstItem: Int) throws(SourceFault) -> PendingChild {
        guard isBatched else {
            return PendingChild(index: index, source: .item(items.first ?? .null, firstItem))
        }
        var inputs: [JSONValue] = []
        for (place, item) in items.enumerated() { inputs.append(try input(of: item, firstItem + place)) }
        return PendingChild(index: index, source: .input(ItemBatch.input(inputs, request.settings)))
    }

    private func input(of item: JSONValue, _ index: Int) throws(SourceFault) -> JSONValue {
        do throws(ItemFault) {
            return try request.evaluator.input(of: item, at: index)
        } catch {
            if isLenient { return item }
            var fault = SourceFault(error.cause)
            fault.error = error.error
            throw fault
        }
    }
}

/// Children that were claimed and never started, made again from their items, claim by claim.
struct UnstartedChildren {
    private let maker: ChildMaker
    private let wanted: IndexRanges
    private var claims: ArraySlice<MapRunClaim>
    private var pages: ItemPages
    private var ready: ArraySlice<PendingChild> = []

    init(
        _ wanted: IndexRanges, _ maker: ChildMaker, _ origin: MapRunOrigin, _ engine: Engine
    ) async throws(SourceFault) {
        self.wanted = wanted
        self.maker = maker
        do throws(ServiceError) { claims = try engine.claims(of: origin, with: wanted)[...] } catch {
            throw SourceFault(error.message)
        }
        pages = ItemPages(try await engine.source(of: maker.request, origin), maxItems: nil)
    }

    mutating func next() async throws(SourceFault) -> PendingChild? {
        while ready.isEmpty {
            guard let claim = claims.popFirst() else { return nil }
            ready = try await maker.children(of: claim, &pages).filter { wanted.contains($0.index) }[...]
        }
        return ready.popFirst()
    }
}

extension SourceFault {
    static var changed: SourceFault { SourceFault("The source of the items has changed since the Map Run began.") }
}
