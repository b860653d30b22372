import Interpreter
import JSON
import StatesLanguage

/// Children made from items: as they are claimed, and again after a restart or for a redrive.
extension MapRunner {
    /// Children that were claimed but never started, made again from their items.
    func unstarted(
        _ indices: Set<Int>, _ claims: [MapRunClaim], _ request: MapRunRequest
    ) async throws(ServiceError) -> [PendingChild] {
        var children: [PendingChild] = []
        do throws(SourceFault) {
            var pages = ItemPages(try await engine.source(of: request, origin), maxItems: nil)
            for claim in claims {
                try await pages.seek(to: claim.from)
                children += try await self.children(of: claim, &pages, request).filter { indices.contains($0.index) }
            }
        } catch {
            throw ServiceError(.internalFailure, error.cause)
        }
        return children
    }

    /// The children of a claim, made again.
    func children(
        of claim: MapRunClaim, _ pages: inout ItemPages, _ request: MapRunRequest
    ) async throws(SourceFault) -> [PendingChild] {
        var children: [PendingChild] = []
        var item = claim.firstItem
        for index in claim.first..<claim.first + claim.children {
            var items: [JSONValue] = []
            for _ in 0..<claim.items(of: index) {
                guard let next = try await pages.peek() else {
                    throw SourceFault("The source of the items has changed since the Map Run began.")
                }
                items.append(next)
                pages.advance()
            }
            children.append(try child(index, items, firstItem: item, request))
            item += items.count
        }
        return children
    }

    func child(
        _ index: Int, _ items: [JSONValue], firstItem: Int, _ request: MapRunRequest
    ) throws(SourceFault) -> PendingChild {
        guard request.map.itemBatcher != nil else {
            return PendingChild(index: index, source: .item(items.first ?? .null, firstItem))
        }
        var inputs: [JSONValue] = []
        for (place, item) in items.enumerated() {
            inputs.append(try selected(item, firstItem + place, request))
        }
        return PendingChild(index: index, source: .input(ItemBatch.input(inputs, request.settings)))
    }

    func selected(_ item: JSONValue, _ index: Int, _ request: MapRunRequest) throws(SourceFault) -> JSONValue {
        do throws(ItemFault) {
            return try request.evaluator.input(of: item, at: index)
        } catch {
            var fault = SourceFault(error.cause)
            fault.error = error.error
            throw fault
        }
    }
}
