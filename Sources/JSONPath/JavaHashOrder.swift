import JSON

/// The order in which a `java.util.HashMap` yields its keys: by the bucket of their hash, then as inserted. The objects
/// that States.JsonMerge makes show it.
enum JavaHashOrder {
    static func members(of object: JSONObject) -> [JSONObject.Member] {
        // A table begins with 16 buckets and doubles when more than three quarters are taken.
        var buckets: UInt32 = 16
        while object.count * 4 > Int(buckets) * 3 { buckets *= 2 }
        let keyed = object.members.enumerated().map { place, member in
            (bucket: spread(hash(member.key)) & (buckets - 1), place: place, member: member)
        }
        return keyed.sorted { ($0.bucket, $0.place) < ($1.bucket, $1.place) }.map(\.member)
    }

    /// `String.hashCode`.
    private static func hash(_ text: String) -> UInt32 { text.utf16.reduce(0) { 31 &* $0 &+ UInt32($1) } }

    private static func spread(_ hash: UInt32) -> UInt32 { hash ^ hash >> 16 }
}
