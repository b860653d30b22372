/// Frames whose turn comes, first in first out.
///
/// A frame that gets another step leaves its older place behind: a place counts only while its ticket is the frame's.
struct RunQueue: Sendable, Equatable {
    struct Place: Sendable, Equatable {
        var frame: FrameID
        var ticket: Int
    }

    private var places: [Place] = []
    private var head = 0

    var first: Place? { head < places.count ? places[head] : nil }

    mutating func append(_ place: Place) { places.append(place) }

    mutating func removeFirst() {
        head += 1
        if head == places.count {
            removeAll()
        } else if head > 64, head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: places.count < 64)
        head = 0
    }

    static func == (left: RunQueue, right: RunQueue) -> Bool {
        left.places[left.head...] == right.places[right.head...]
    }
}
