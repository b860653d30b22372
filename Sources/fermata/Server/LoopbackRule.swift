/// A server without authentication is for this machine alone.
enum LoopbackRule {
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
    }

    static func check(_ host: String) throws {
        guard !isLoopback(host) else { return }
        throw CommandError(
            .unavailable,
            "Fermata has no authentication yet, so that whoever reaches \(host) could run code here.",
            cure: "Listen on loopback (--host 127.0.0.1), and put a proxy that authenticates in front of it.")
    }
}
