import Crypto
import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The connections of a server: a file encrypted with AES-256-GCM (nonce, text, tag; swift-crypto's combined form), its
/// key in a file beside it that only the owner may read.
public actor ConnectionStore {
    private let directory: String?
    private var connections: [String: Connection] = [:]
    private var isLoaded = false
    private var tokens: [String: Token] = [:]

    struct Token: Sendable {
        var value: String
        /// Seconds since 1970.
        var expiration: Double
    }

    public struct Failure: Error, CustomStringConvertible, Sendable {
        public let description: String
    }

    /// - Parameter directory: the server's data folder; nil: connections live as long as the process.
    public init(directory: String?) { self.directory = directory }

    func all() throws(Failure) -> [Connection] {
        try load()
        return connections.values.sorted { $0.name < $1.name }
    }

    func named(_ name: String) throws(Failure) -> Connection? {
        try load()
        return connections[name]
    }

    /// By the ARN that CreateConnection answered, or one that differs in the last part only.
    func connection(arn: String) throws(Failure) -> Connection? {
        try load()
        let name = arn.firstRange(of: ":connection/").map { String(arn[$0.upperBound...].prefix { $0 != "/" }) }
        return name.flatMap { connections[$0] }
    }

    func put(_ connection: Connection) throws(Failure) {
        try load()
        tokens[connection.name] = nil
        let old = connections[connection.name]
        connections[connection.name] = connection
        do throws(Failure) {
            try save()
        } catch {
            connections[connection.name] = old
            throw error
        }
    }

    func remove(_ name: String) throws(Failure) {
        try load()
        tokens[name] = nil
        guard let old = connections.removeValue(forKey: name) else { return }
        do throws(Failure) {
            try save()
        } catch {
            connections[name] = old
            throw error
        }
    }

    // MARK: Tokens of OAuth

    func token(_ name: String, now: Double) -> String? {
        tokens[name].flatMap { $0.expiration > now ? $0.value : nil }
    }

    func keep(_ token: Token?, for name: String) { tokens[name] = token }

    // MARK: Files

    private func load() throws(Failure) {
        guard !isLoaded, let directory else { return }
        guard let sealed = DataFiles.bytes(of: "\(directory)/connections") else {
            isLoaded = true
            return
        }
        guard let key = try key(directory), let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(box, using: key), let list = (try? JSONValue.parse(Array(text)))?.array
        else {
            throw Failure(
                description:
                    "\(directory)/connections can't be read with the key in \(directory)/connections.key. Put the "
                    + "right key file there, or remove both and create the connections anew.")
        }
        for connection in list.compactMap(Connection.init(stored:)) { connections[connection.name] = connection }
        isLoaded = true
    }

    private func save() throws(Failure) {
        guard let directory else { return }
        let text = JSONValue.array(connections.values.sorted { $0.name < $1.name }.map(\.stored)).serializedBytes()
        guard let key = try key(directory), let sealed = try? AES.GCM.seal(text, using: key).combined else {
            throw Failure(description: "The key in \(directory)/connections.key is broken.")
        }
        try Self.write(Array(sealed), to: "\(directory)/connections")
    }

    /// The key in its file, a new one where there is none; nil: what is there is none of 256 bits.
    private func key(_ directory: String) throws(Failure) -> SymmetricKey? {
        let path = "\(directory)/connections.key"
        if let key = DataFiles.bytes(of: path) { return key.count == 32 ? SymmetricKey(data: key) : nil }
        mkdir(directory, 0o755)
        let key = SymmetricKey(size: .bits256)
        try Self.write(key.withUnsafeBytes(Array.init), to: path)
        return key
    }

    /// Replaces a file as a whole; nobody but its owner may read it.
    private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "\(path) can't be written.") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                close(descriptor)
                throw Failure(description: "\(path) can't be written.")
            }
            rest = rest.dropFirst(count)
        }
        let isDurable = fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, rename(path + ".new", path) == 0 else {
            throw Failure(description: "\(path) can't be written.")
        }
    }
}

/// The system's `write`, whose name the actor's own function hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
