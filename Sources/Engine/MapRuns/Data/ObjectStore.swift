import JSON

/// Where items are read from and results are written to: S3, or folders of this machine.
protocol ObjectStore: Sendable {
    /// Bytes of an object, from `offset`, at most `count`; none at its end or beyond. `tag` refuses another version of it.
    func read(_ object: ObjectName, from offset: Int, count: Int, tag: String?) async throws(SourceFault) -> ObjectPart
    /// Objects in the order of their keys, after a key.
    func list(_ bucket: String, _ arguments: JSONValue, after key: String?) async throws(SourceFault) -> ObjectPage
    func write(_ object: ObjectName, _ bytes: [UInt8]) async throws(SourceFault)
}

struct ObjectName: Sendable, Equatable {
    var bucket: String
    var key: String
    /// Of a versioned bucket.
    var version: String?
}

struct ObjectPart: Sendable {
    var bytes: [UInt8]
    /// Tells this version of the object from others.
    var tag: String
}

struct ObjectPage: Sendable {
    /// As items: `Etag`, `Key`, `LastModified`, `Size`, `StorageClass`.
    var objects: [JSONValue]
    var hasMore: Bool
}
