/// The frames of an execution by id.
///
/// Ids only grow and few frames live at a time, so a sorted array beats a dictionary: most executions have the one frame
/// 0. Frames are read and changed in their place.
struct FrameTable: Sendable {
    private var ids: ContiguousArray<FrameID> = []
    /// Nil where a frame was removed: its place goes once half of the places are such.
    private var frames: ContiguousArray<Frame?> = []
    private(set) var count = 0

    init() {}

    init(_ frames: [FrameID: Frame]) {
        for (id, frame) in frames.sorted(by: { $0.key < $1.key }) { self[id] = frame }
    }

    /// Ids of the frames there are, in their order.
    var keys: [FrameID] { indices.map { ids[$0] } }

    /// In the order of their ids.
    var all: [(id: FrameID, frame: Frame)] {
        indices.compactMap { place in frames[place].map { (ids[place], $0) } }
    }

    subscript(id: FrameID) -> Frame? {
        _read {
            let place = lowerBound(id)
            if place < ids.count, ids[place] == id { yield frames[place] } else { yield nil }
        }
        _modify {
            let place = lowerBound(id)
            if place == ids.count || ids[place] != id {
                ids.insert(id, at: place)
                frames.insert(nil, at: place)
            }
            let before = frames[place] != nil
            defer { settle(place, before) }
            yield &frames[place]
        }
    }

    /// Reads a frame in its place; nil where there is none.
    @inline(__always)
    func read<Value>(_ id: FrameID, _ body: (Frame) -> Value) -> Value? {
        let place = lowerBound(id)
        guard place < ids.count, ids[place] == id else { return nil }
        switch frames[place] {
        case .some(let frame): return body(frame)
        case nil: return nil
        }
    }

    /// Changes a frame in its place, if it is there.
    @inline(__always)
    mutating func change(_ id: FrameID, _ body: (inout Frame) -> Void) {
        let place = lowerBound(id)
        guard place < ids.count, ids[place] == id else { return }
        frames[place]?.change(body)
    }

    mutating func removeValue(forKey id: FrameID) -> Frame? {
        let frame = self[id]
        if frame != nil { self[id] = nil }
        return frame
    }

    private var indices: [Int] { frames.indices.filter { frames[$0] != nil } }

    /// The place of an id, or where it belongs.
    private func lowerBound(_ id: FrameID) -> Int {
        guard let first = ids.first, first < id else { return 0 }
        // The newest frames are asked for the most.
        if let last = ids.last, last <= id { return last == id ? ids.count - 1 : ids.count }
        var low = 1
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func settle(_ place: Int, _ before: Bool) {
        let after = frames[place] != nil
        count += (after ? 1 : 0) - (before ? 1 : 0)
        guard !after, ids.count > 16 ? count * 2 < ids.count : count < ids.count else { return }
        let kept = indices
        ids = ContiguousArray(kept.map { ids[$0] })
        frames = ContiguousArray(kept.map { frames[$0] })
    }
}

extension FrameTable: Equatable {
    static func == (left: FrameTable, right: FrameTable) -> Bool {
        left.count == right.count && zip(left.all, right.all).allSatisfy { $0.id == $1.id && $0.frame == $1.frame }
    }
}
