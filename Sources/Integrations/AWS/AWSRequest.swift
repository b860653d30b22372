/// A request to a service, before it has an endpoint and a signature.
struct AWSRequest: Sendable, Equatable {
    var method = "POST"
    /// Put before the endpoint's host name: `data-`.
    var hostPrefix: String?
    /// Percent-encoded.
    var path = "/"
    /// Not encoded, in order; a value may be missing (`?acl`).
    var query: [Query] = []
    var headers: [Header] = []
    var body: [UInt8] = []

    struct Query: Sendable, Equatable {
        var name: String
        var value: String?
    }

    struct Header: Sendable, Equatable {
        var name: String
        var value: String
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    mutating func set(_ name: String, _ value: String) {
        if let place = headers.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
            headers[place].value = value
        } else {
            headers.append(Header(name: name, value: value))
        }
    }
}

/// Why parameters can't be sent.
struct ParameterError: Error, Equatable {
    var message: String
}

/// Percent-encoding of RFC 3986.
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// `keeping` stays as it is besides letters, digits and `-._~`.
    static func encode(_ text: String, keeping: String = "") -> String {
        var result: [UInt8] = []
        let kept = Array(keeping.utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                if kept.contains(byte) {
                    result.append(byte)
                } else {
                    result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
