/// Which function is meant by a name, `name:qualifier`, a partial or a full ARN (Lambda, Invoke, `FunctionName`).
public struct FunctionReference: Sendable, Hashable {
    public var account: String
    public var region: String
    public var name: String
    /// A version, an alias or `$LATEST`.
    public var qualifier: String?

    /// `account` and `region` where the text names none.
    public init?(_ text: String, account: String, region: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        self.account = account
        self.region = region
        if parts.count >= 7, parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" {
            self.region = parts[3].isEmpty ? region : parts[3]
            self.account = parts[4].isEmpty ? account : parts[4]
            parts.removeFirst(6)
        } else if parts.count >= 3, parts[1] == "function" {
            self.account = parts[0]
            parts.removeFirst(2)
        }
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts.last?.isEmpty == false else { return nil }
        name = parts[0]
        qualifier = parts.count == 2 ? parts[1] : nil
    }

    public var arn: String {
        "arn:aws:lambda:\(region):\(account):function:\(name)" + (qualifier.map { ":\($0)" } ?? "")
    }

    /// With `$LATEST` where nothing else is asked for.
    var qualifiedARN: String { "arn:aws:lambda:\(region):\(account):function:\(name):\(qualifier ?? "$LATEST")" }

}
