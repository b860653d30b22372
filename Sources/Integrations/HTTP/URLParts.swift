/// The parts of an http or https URL that a task needs.
struct URLParts: Equatable {
    var scheme: String
    /// With its port, where it has one.
    var authority: String
    /// Percent-encoded, with a slash at its beginning.
    var path: String
    /// Without its question mark.
    var query: String

    /// nil unless it is an absolute http or https URL.
    init?(_ text: String) {
        guard let mark = text.firstRange(of: "://") else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[mark.upperBound...].prefix { $0 != "#" }
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        // Names and passwords in a URL aren't sent, so they aren't taken.
        guard !authority.isEmpty, !authority.contains("@"), !text.contains(where: \.isWhitespace) else { return nil }
        let tail = rest.dropFirst(authority.count)
        path = String(tail.prefix { $0 != "?" })
        if path.isEmpty { path = "/" }
        query = tail.firstIndex(of: "?").map { String(tail[tail.index(after: $0)...]) } ?? ""
    }

    var host: String {
        if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
        return String(authority.prefix { $0 != ":" })
    }

    var text: String { "\(scheme)://\(authority)\(path)" + (query.isEmpty ? "" : "?\(query)") }

    mutating func append(_ name: String, _ value: String) {
        query += (query.isEmpty ? "" : "&") + PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value)
    }

    /// Where a `Location` leads.
    func resolving(_ location: String) -> URLParts? {
        if location.contains("://") { return URLParts(location) }
        if location.hasPrefix("//") { return URLParts("\(scheme):\(location)") }
        if location.hasPrefix("/") { return URLParts("\(scheme)://\(authority)\(location)") }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return URLParts("\(scheme)://\(authority)\(folder)\(location)")
    }
}
