public import Engine

/// Account and region of a request, from its SigV4 signature: `Credential=KEY/DATE/REGION/states/aws4_request`.
///
/// An access key id of 12 digits selects that account, so that tests in parallel don't meet.
public enum RequestScope {
    public static func of(authorization: String?, default scope: Scope) -> Scope {
        guard let authorization, let start = authorization.utf8.end(of: "Credential=") else { return scope }
        let credential = authorization[start...].prefix { $0 != "," && $0 != " " }
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return scope }
        var found = scope
        if parts[0].utf8.count == 12, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            found.account = String(parts[0])
        }
        if !parts[2].isEmpty { found.region = String(parts[2]) }
        return found
    }
}

extension String.UTF8View {
    /// The place behind the first occurrence of a text.
    fileprivate func end(of text: String) -> Index? {
        let wanted = Array(text.utf8)
        var place = startIndex
        while place < endIndex {
            if self[place] == wanted[0], self[place...].starts(with: wanted) {
                return index(place, offsetBy: wanted.count)
            }
            formIndex(after: &place)
        }
        return nil
    }
}
