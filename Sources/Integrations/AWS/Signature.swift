import Digests

/// AWS Signature Version 4 and 4A (AWS, "Create a signed AWS API request").
struct Signature {
    let credentials: AWSCredentials
    let scheme: AuthScheme
    let time: AWSTime

    /// What is signed, with the headers that the signature adds.
    struct Message {
        var method: String
        /// Percent-encoded as it is sent.
        var path: String
        var query: [AWSRequest.Query]
        var headers: [AWSRequest.Header]
        var payloadHash: String
    }

    /// Adds `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization`; S3 also gets `x-amz-content-sha256`, version 4A
    /// `X-Amz-Region-Set`.
    func sign(_ request: inout AWSRequest, host: String, isPayloadSigned: Bool = true) {
        let hash = isPayloadSigned ? Digest.hex(of: request.body, .sha256) : "UNSIGNED-PAYLOAD"
        request.set("X-Amz-Date", time.basic)
        if let token = credentials.sessionToken { request.set("X-Amz-Security-Token", token) }
        if isS3 || !isPayloadSigned { request.set("x-amz-content-sha256", hash) }
        if scheme.algorithm == .asymmetric { request.set("X-Amz-Region-Set", scheme.region) }
        var headers = request.headers
        headers.append(.init(name: "host", value: host))
        let message = Message(
            method: request.method, path: request.path, query: request.query, headers: headers, payloadHash: hash)
        let digest = Digest.hex(of: Array(canonical(message).utf8), .sha256)
        guard let proof = proof(of: digest) else { return }
        request.set(
            "Authorization",
            "\(proof.algorithm) Credential=\(credentials.accessKeyID)/\(proof.scope), "
                + "SignedHeaders=\(Self.signed(headers).map(\.name).joined(separator: ";")), "
                + "Signature=\(proof.signature)")
    }

    private struct Proof {
        var algorithm: String
        var scope: String
        var signature: String
    }

    /// nil: the credentials give no key.
    private func proof(of digest: String) -> Proof? {
        let date = String(time.basic.prefix(8))
        switch scheme.algorithm {
        case .symmetric:
            let algorithm = "AWS4-HMAC-SHA256"
            let scope = "\(date)/\(scheme.region)/\(scheme.service)/aws4_request"
            let text = "\(algorithm)\n\(time.basic)\n\(scope)\n\(digest)"
            var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
            for part in [date, scheme.region, scheme.service, "aws4_request"] {
                key = Digest.hmacSHA256(key: key, message: Array(part.utf8))
            }
            let signature = Digest.hex(Digest.hmacSHA256(key: key, message: Array(text.utf8)))
            return Proof(algorithm: algorithm, scope: scope, signature: signature)
        case .asymmetric:
            let algorithm = AsymmetricSigningKey.algorithm
            let scope = "\(date)/\(scheme.service)/aws4_request"
            let text = "\(algorithm)\n\(time.basic)\n\(scope)\n\(digest)"
            return AsymmetricSigningKey(credentials)?.signature(of: text).map {
                Proof(algorithm: algorithm, scope: scope, signature: $0)
            }
        }
    }

    private var isS3: Bool { ["s3", "s3express", "s3-object-lambda", "s3-outposts"].contains(scheme.service) }

    func canonical(_ message: Message) -> String {
        let headers = Self.signed(message.headers)
        // S3 signs the path as it is sent; the others encode it once more, its dots resolved.
        let path =
            isS3 || !scheme.encodesPathTwice
            ? message.path : PercentEncoding.encode(Self.normalized(message.path), keeping: "/")
        let query = message.query
            .map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value ?? "")) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
        return [
            message.method, path.isEmpty ? "/" : path, query,
            headers.map { "\($0.name):\($0.value)\n" }.joined(), headers.map(\.name).joined(separator: ";"),
            message.payloadHash,
        ].joined(separator: "\n")
    }

    /// Lower-case names in order, values trimmed and their inner spaces single.
    private static func signed(_ headers: [AWSRequest.Header]) -> [AWSRequest.Header] {
        headers
            .map {
                AWSRequest.Header(
                    name: $0.name.lowercased(), value: $0.value.split(separator: " ").joined(separator: " "))
            }
            .filter {
                !["connection", "user-agent", "expect", "transfer-encoding", "authorization", "x-amzn-trace-id"]
                    .contains($0.name)
            }
            .sorted { $0.name < $1.name }
    }

    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        let all = path.split(separator: "/", omittingEmptySubsequences: true)
        for part in all where part != "." { if part == ".." { _ = parts.popLast() } else { parts.append(part) } }
        return "/" + parts.joined(separator: "/") + (path.hasSuffix("/") && !parts.isEmpty ? "/" : "")
    }
}

/// What signs a request.
public struct AWSCredentials: Sendable, Equatable {
    public var accessKeyID: String
    public var secretAccessKey: String
    public var sessionToken: String?
    /// Seconds since 1970; nil: they don't expire.
    public var expiration: Double?

    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Double? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}
