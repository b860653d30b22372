import JSON

/// The order in which `java.util.HashMap` and `HashSet` yield what they hold: by the bucket of the hash code, then as
/// inserted. States.JsonMerge and States.ArrayUnique show it.
enum JavaHashOrder {
    /// The members in the order of a map that they were put into one by one.
    static func members(of object: JSONObject) -> [JSONObject.Member] {
        // A table begins with 16 buckets and doubles when more than three quarters are taken.
        var buckets: UInt32 = 16
        while object.count * 4 > Int(buckets) * 3 { buckets *= 2 }
        return ordered(object.members, buckets: buckets) { hash($0.key) }
    }

    /// The distinct elements in the order of a set made of the array.
    static func unique(_ elements: [JSONValue]) -> [JSONValue] {
        var seen: Set<JSONValue> = []
        let distinct = elements.filter { seen.insert($0).inserted }
        // The table of a set made of a collection has room for all of it from the beginning.
        var buckets: UInt32 = 16
        while elements.count * 4 / 3 + 1 > Int(buckets) { buckets *= 2 }
        return ordered(distinct, buckets: buckets, hash)
    }

    private static func ordered<Element>(
        _ elements: [Element], buckets: UInt32, _ hash: (Element) -> UInt32
    ) -> [Element] {
        let keyed = elements.enumerated().map { place, element in
            let code = hash(element)
            return (bucket: (code ^ code >> 16) & (buckets - 1), place: place, element: element)
        }
        return keyed.sorted { ($0.bucket, $0.place) < ($1.bucket, $1.place) }.map(\.element)
    }

    /// `String.hashCode`.
    private static func hash(_ text: String) -> UInt32 { text.utf16.reduce(0) { 31 &* $0 &+ UInt32($1) } }

    /// `hashCode` of the value as Java holds it: Boolean, Integer or Long, Double, String, List, Map.
    private static func hash(_ value: JSONValue) -> UInt32 {
        switch value {
        case .null: return 0
        case .bool(let value): return value ? 1231 : 1237
        case .int(let value):
            if let small = Int32(exactly: value) { return UInt32(bitPattern: small) }
            return folded(UInt64(bitPattern: value))
        case .double, .decimal: return folded((value.number ?? 0).bitPattern)
        case .string(let text): return hash(text)
        case .array(let elements): return elements.reduce(1) { 31 &* $0 &+ hash($1) }
        case .object(let object): return object.members.reduce(0) { $0 &+ (hash($1.key) ^ hash($1.value)) }
        }
    }

    private static func folded(_ bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits ^ bits >> 32) }
}
