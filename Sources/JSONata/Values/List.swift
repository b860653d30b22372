/// An array that is not plain JSON: marked, or with items that aren't JSON.
final class List {
    struct Marks: OptionSet {
        let rawValue: UInt8
        /// Made by a path, a filter, or a function such as `$map`: collapses when it has no item or one.
        static let sequence = Marks(rawValue: 1)
        /// A sequence that stays an array with a single item (`[]` after a step).
        static let keepsSingleton = Marks(rawValue: 2)
        /// Written as `[...]` in a step of a path: not flattened into the result of the path.
        static let constructed = Marks(rawValue: 4)
        /// The input document, which is an array, wrapped so that it is taken as one input.
        static let wrapper = Marks(rawValue: 8)
    }

    let items: Items
    let marks: Marks

    init(_ items: Items, _ marks: Marks) {
        self.items = items
        self.marks = marks
    }

    var collapsed: Value {
        switch items.count {
        case 0: return .undefined
        case 1: return marks.contains(.keepsSingleton) ? .list(self) : items[0]
        default: return .list(self)
        }
    }
}
