/// Frames whose turn comes, first in first out.
///
/// A frame that gets another step leaves its older place behind: a place counts only while its ticket is the frame's.
struct RunQueue: Sendable, Equatable {
    struct Place: Sendable, Equatable {
        var frame: FrameID
        var ticket: Int
    }

    /// Places that have had their turn are kept up to this number, as is the room for so many.
    private static let spareLimit = 64

    private var places: [Place] = []
    private var head = 0

    var first: Place? { head < places.count ? places[head] : nil }

    mutating func append(_ place: Place) { places.append(place) }

    mutating func removeFirst() {
        head += 1
        if head == places.count {
            removeAll()
        } else if head > Self.spareLimit, head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: places.count <= Self.spareLimit)
        head = 0
    }

    static func == (left: RunQueue, right: RunQueue) -> Bool {
        left.places[left.head...] == right.places[right.head...]
    }
}
