import JSON

/// Texts in the order in which they were first seen: few are looked through, many are hashed.
struct KeyPlaces {
    private var keys: [String] = []
    private var places: [String: Int] = [:]

    private static let few = 12

    func place(of key: String) -> Int? {
        if keys.count <= Self.few { return keys.firstIndex { sameText($0, key) } }
        return places[key]
    }

    /// Adds a text that is not there yet.
    mutating func append(_ key: String) {
        keys.append(key)
        if keys.count == Self.few + 1 {
            for (place, key) in keys.enumerated() { places[key] = place }
        } else if keys.count > Self.few {
            places[key] = keys.count - 1
        }
    }
}
