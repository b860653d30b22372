import JSON

/// The functions that a rule set's conditions call (Smithy, "Rules engine standard library" and AWS's additions).
struct EndpointFunction {
    let partitions: [JSONValue]

    typealias Failure = EndpointRules.Failure

    /// nil: no value.
    func call(_ name: String, _ values: [JSONValue?]) throws(Failure) -> JSONValue? {
        let first = values.first ?? nil
        let second = values.dropFirst().first ?? nil
        switch name {
        case "isSet": return .bool(first != nil)
        case "not": return .bool(first.map { $0 == .bool(false) } ?? true)
        case "booleanEquals", "stringEquals": return .bool(first != nil && first == second)
        case "getAttr": return Self.attribute(second?.string ?? "", of: first)
        case "substring": return Self.substring(values)
        case "uriEncode": return (first?.string).map { .string(PercentEncoding.encode($0)) }
        case "isValidHostLabel": return .bool(Self.isHostLabel(first?.string, allowsDots: second == .bool(true)))
        case "parseURL": return first?.string.flatMap(Self.url)
        case "aws.partition": return partition(first?.string)
        case "aws.parseArn": return first?.string.flatMap(Self.arn)
        case "aws.isVirtualHostableS3Bucket":
            return .bool(Self.isHostableBucket(first?.string, allowsDots: second == .bool(true)))
        default: throw Failure(message: "Unknown function in an endpoint's rules: \(name)")
        }
    }

    /// `name.other`, `name[1]`, `[0]`.
    private static func attribute(_ path: String, of value: JSONValue?) -> JSONValue? {
        var value = value
        for part in path.split(separator: ".") {
            let name = part.prefix { $0 != "[" }
            if !name.isEmpty { value = value?[String(name)] }
            guard name.endIndex < part.endIndex else { continue }
            guard let index = Int(part[name.endIndex...].dropFirst().prefix { $0 != "]" }), index >= 0,
                let elements = value?.array, index < elements.count
            else { return nil }
            value = elements[index]
        }
        return value
    }

    /// Text, start, stop, whether they count from the end. Only of ASCII.
    private static func substring(_ values: [JSONValue?]) -> JSONValue? {
        guard values.count == 4, let text = values[0]?.string, let start = values[1]?.integer,
            let stop = values[2]?.integer, start >= 0, start < stop, stop <= text.utf8.count,
            text.utf8.allSatisfy({ $0 < 128 })
        else { return nil }
        let bytes = Array(text.utf8)
        let range =
            values[3] == .bool(true)
            ? bytes.count - Int(stop)..<bytes.count - Int(start) : Int(start)..<Int(stop)
        return .string(String(decoding: bytes[range], as: UTF8.self))
    }

    /// RFC 1123: letters, digits and hyphens, none of these at the beginning, 63 at most.
    private static func isHostLabel(_ text: String?, allowsDots: Bool) -> Bool {
        guard let text else { return false }
        if allowsDots {
            return text.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy { isHostLabel(String($0), allowsDots: false) }
        }
        let bytes = Array(text.utf8)
        return (1...63).contains(bytes.count) && bytes[0] != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func isHostableBucket(_ name: String?, allowsDots: Bool) -> Bool {
        guard let name, name.utf8.count >= 3, name == name.lowercased(), !isAddress(name) else { return false }
        return isHostLabel(name, allowsDots: allowsDots)
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func url(_ text: String) -> JSONValue? {
        guard let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound]
        guard scheme == "http" || scheme == "https", !text.contains("?") else { return nil }
        let authority = text[mark.upperBound...].prefix { $0 != "/" }
        let path = text[authority.endIndex...]
        let host = authority.hasPrefix("[") ? authority : authority.prefix { $0 != ":" }
        return [
            "scheme": .string(String(scheme)), "authority": .string(String(authority)), "path": .string(String(path)),
            "normalizedPath": .string(path.hasSuffix("/") ? String(path) : path + "/"),
            "isIp": .bool(isAddress(String(host)) || host.hasPrefix("[")),
        ]
    }

    private static func arn(_ text: String) -> JSONValue? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        let resource = parts[5].split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }
        return [
            "partition": .string(parts[1]), "service": .string(parts[2]), "region": .string(parts[3]),
            "accountId": .string(parts[4]), "resourceId": .array(resource.map { .string(String($0)) }),
        ]
    }

    /// Of a region: the one that lists it, else the one whose pattern it has, else the first.
    private func partition(_ region: String?) -> JSONValue? {
        let listed = region.flatMap { region in partitions.first { $0["regions"]?[region] != nil } }
        let found =
            listed
            ?? region.flatMap { region in
                partitions.first { partition in
                    guard let pattern = partition["regionRegex"]?.string, let regex = try? Regex(pattern) else {
                        return false
                    }
                    return region.firstMatch(of: regex) != nil
                }
            } ?? partitions.first
        guard var outputs = found?["outputs"]?.object else { return nil }
        outputs["name"] = found?["id"]
        return .object(outputs)
    }
}
