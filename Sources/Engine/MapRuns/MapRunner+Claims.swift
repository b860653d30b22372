import Interpreter
import JSON
import StatesLanguage

/// Claiming items: which become which children.
extension MapRunner {
    /// Opens the source where the next item is; nil where no item is left to be read.
    func open(_ request: MapRunRequest) async throws(SourceFault) -> ItemPages? {
        if machine.isExhausted { return nil }
        let most = request.settings.maxItems.flatMap { $0 > 0 ? Int(clamping: $0) : nil } ?? .max
        let limit = min(most, engine.configuration.mapRunItems)
        var pages = ItemPages(try await engine.source(of: request, origin), maxItems: limit)
        opening = pages.position
        if !machine.isOpen {
            let children = request.map.itemBatcher == nil ? pages.count : nil
            record(.opened(count: pages.count, tag: pages.tag, children: children))
        } else if let tag = machine.tag, tag != pages.tag {
            throw .changed
        }
        if machine.nextItem > 0 { try await pages.seek(to: machine.position) }
        return pages
    }

    /// Makes children of the next items, as many as may run. Where the source fails, so does the map run; what was
    /// claimed until then is given all the same.
    func claim(_ pages: inout ItemPages?, _ request: MapRunRequest) async -> [PendingChild] {
        // Taken out while it changes, so that it is changed in place.
        guard var source = pages.take() else { return [] }
        let maker = ChildMaker(request: request)
        var claimed: [PendingChild] = []
        do throws(SourceFault) {
            while !machine.isExhausted, room > 0, claimed.count < Self.roundSize {
                claimed += try await claimSome(&source, maker)
            }
        } catch {
            stop(failure(error))
        }
        pages = source
        return claimed
    }

    /// One claim's children; none where no item is left.
    private func claimSome(
        _ pages: inout ItemPages, _ maker: ChildMaker
    ) async throws(SourceFault) -> [PendingChild] {
        // The place is known exactly once the item there is.
        _ = try await pages.peek()
        let from = pages.position
        let most = min(room, Self.claimSize)
        var item = machine.nextItem
        var children: [PendingChild] = []
        var counts: [Int] = []
        var spooled: [JSONValue] = []
        while children.count < most {
            let index = machine.nextChild + children.count
            guard let next = try await maker.next(&pages, index: index, firstItem: item) else { break }
            children.append(next.child)
            counts.append(next.items.count)
            item += next.items.count
            if !pages.isFixed { spooled += next.items }
        }
        if !children.isEmpty {
            record(
                .claimed(
                    MapRunClaim(
                        first: machine.nextChild, children: children.count,
                        itemCounts: maker.request.map.itemBatcher == nil ? nil : counts, firstItem: machine.nextItem,
                        from: from, to: pages.position, spooled: pages.isFixed ? nil : spooled)))
        }
        if children.count < most { record(.exhausted) }
        return children
    }
}
