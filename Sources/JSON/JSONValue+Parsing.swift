extension JSONValue {
    /// How deep arrays and objects may nest unless a caller says otherwise.
    public static let defaultDepthLimit = 512

    /// Reads one JSON document (RFC 8259: strict, with white space around it).
    ///
    /// Duplicate names: the last wins. Half a surrogate pair is kept, see ``LoneSurrogate``.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = defaultDepthLimit
    ) throws(JSONParseError) -> JSONValue {
        guard var parser = JSONParser(bytes, depthLimit: depthLimit) else {
            throw JSONParseError(.unexpectedEnd, at: 0, in: bytes)
        }
        defer { parser.destroy() }
        return try parser.document()
    }

    public static func parse(
        _ bytes: [UInt8], depthLimit: Int = defaultDepthLimit
    ) throws(JSONParseError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONParseError) in
            try parse(buffer, depthLimit: depthLimit)
        }
    }

    public static func parse(_ text: String, depthLimit: Int = defaultDepthLimit) throws(JSONParseError) -> JSONValue {
        let contiguous = text.utf8.withContiguousStorageIfAvailable { buffer in
            Result { () throws(JSONParseError) in try parse(buffer, depthLimit: depthLimit) }
        }
        guard let contiguous else { return try parse(Array(text.utf8), depthLimit: depthLimit) }
        return try contiguous.get()
    }
}
