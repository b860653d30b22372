import JSON

/// Finds credentials as AWS's SDKs do: environment, profile files, container endpoint, instance endpoint.
actor CredentialChain {
    private let environment: [String: String]
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Double
    private var cached: AWSCredentials?

    /// Credentials are renewed this long before they expire, in seconds.
    static let renewalMargin: Double = 300

    init(environment: [String: String], transport: any HTTPTransport, now: @escaping @Sendable () -> Double) {
        self.environment = environment
        self.transport = transport
        self.now = now
    }

    /// nil: there are none. `asksEndpoints` false: only what needs no network.
    func credentials(asksEndpoints: Bool) async -> AWSCredentials? {
        if let cached, cached.expiration.map({ $0 - Self.renewalMargin > now() }) ?? true { return cached }
        var found = fromEnvironment() ?? fromProfile()
        if found == nil, asksEndpoints {
            found = await fromContainer()
            if found == nil { found = await fromInstance() }
        }
        cached = found
        return found
    }

    private func fromEnvironment() -> AWSCredentials? {
        guard let id = environment["AWS_ACCESS_KEY_ID"], !id.isEmpty, let secret = environment["AWS_SECRET_ACCESS_KEY"]
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    }

    // MARK: Profile files

    private func fromProfile() -> AWSCredentials? {
        let home = environment["HOME"] ?? ""
        let profile = environment["AWS_PROFILE"] ?? "default"
        let files = [
            (environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials", profile),
            (
                environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config",
                profile == "default" ? profile : "profile \(profile)"
            ),
        ]
        for (path, section) in files {
            guard let text = DataFiles.text(of: path) else { continue }
            let values = Self.section(section, of: text)
            if let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] {
                return AWSCredentials(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: values["aws_session_token"])
            }
        }
        return nil
    }

    /// The keys and values of one `[section]` of a profile file.
    static func section(_ name: String, of text: String) -> [String: String] {
        var values: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trimmed(line)
            if line.hasPrefix("[") {
                isInside = trimmed(line.dropFirst().prefix { $0 != "]" }) == name
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") {
                values[trimmed(line[..<equals]).lowercased()] = trimmed(line[line.index(after: equals)...])
            }
        }
        return values
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    // MARK: Endpoints

    private func fromContainer() async -> AWSCredentials? {
        let url: String
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = "http://169.254.170.2\(path)"
        } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            url = full
        } else {
            return nil
        }
        let token =
            environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"].flatMap { DataFiles.text(of: $0) }.map(Self.trimmed)
            ?? environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        return await document(url, token.map { [.init(name: "Authorization", value: $0)] } ?? [])
    }

    /// The instance metadata service, version 2.
    private func fromInstance() async -> AWSCredentials? {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let base = (environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254") + "/latest"
        let ask = [AWSResponse.Header(name: "X-aws-ec2-metadata-token-ttl-seconds", value: "21600")]
        guard let token = await text("PUT", "\(base)/api/token", ask) else { return nil }
        let headers = [AWSResponse.Header(name: "X-aws-ec2-metadata-token", value: token)]
        let path = "\(base)/meta-data/iam/security-credentials/"
        guard let role = await text("GET", path, headers)?.split(whereSeparator: \.isNewline).first else { return nil }
        return await document(path + role, headers)
    }

    private func document(_ url: String, _ headers: [AWSResponse.Header]) async -> AWSCredentials? {
        guard let text = await text("GET", url, headers), let value = try? JSONValue.parse(text),
            let id = value["AccessKeyId"]?.string, let secret = value["SecretAccessKey"]?.string
        else { return nil }
        let expiration = value["Expiration"].flatMap { AWSTime($0) }.map { Double($0.microseconds) / 1_000_000 }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: value["Token"]?.string, expiration: expiration)
    }

    private func text(_ method: String, _ url: String, _ headers: [AWSResponse.Header]) async -> String? {
        let call = HTTPCall(
            method: method, url: url, headers: headers, body: [], timeoutSeconds: 2, responseLimit: 65_536)
        guard let response = try? await transport.send(call), response.status == 200 else { return nil }
        return String(validating: response.body, as: UTF8.self)
    }
}
