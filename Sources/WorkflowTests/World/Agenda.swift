import Interpreter

/// What will happen in a simulated world, by its time and, at the same time, in the order in which it was planned.
struct Agenda {
    enum Item {
        case input(Input)
        case timer(id: Int64, ticket: Int)
        /// A worker says that it is alive.
        case heartbeat(task: Int64, every: Int64, left: Int?)
    }

    private struct Place {
        var time: Int64
        var order: Int
        var item: Item

        func isBefore(_ other: Place) -> Bool { (time, order) < (other.time, other.order) }
    }

    private var heap: [Place] = []
    private var order = 0

    var nextTime: Int64? { heap.first?.time }

    mutating func plan(_ item: Item, at time: Int64) {
        order += 1
        heap.append(Place(time: time, order: order, item: item))
        var place = heap.count - 1
        while place > 0, heap[place].isBefore(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func next() -> (time: Int64, item: Item)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.time, first.item) }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            if least == place { break }
            heap.swapAt(place, least)
            place = least
        }
        return (first.time, first.item)
    }
}
