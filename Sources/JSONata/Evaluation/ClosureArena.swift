/// Holds the closures of an evaluation, so that one that captures another that captures another is never released recursively:
/// each is let go of while the arena still holds what it captured.
struct ClosureArena {
    private var closures: [Function] = []
    private var nextSweep = 4096

    var isEmpty: Bool { closures.isEmpty }

    mutating func keep(_ closure: Function) {
        closures.append(closure)
        if closures.count >= nextSweep { sweep() }
    }

    /// Drops the closures that nothing else refers to, youngest first.
    private mutating func sweep() {
        var kept: [Function] = []
        while var closure = closures.popLast() {
            if !isKnownUniquelyReferenced(&closure) { kept.append(closure) }
        }
        kept.reverse()
        closures = kept
        nextSweep = max(4096, closures.count * 2)
    }

    mutating func clear() {
        while closures.popLast() != nil {}
    }
}
