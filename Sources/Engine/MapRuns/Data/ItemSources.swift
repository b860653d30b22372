import Interpreter
import JSON
import StatesLanguage

/// Makes the source that an ItemReader describes.
struct ItemSources: Sendable {
    let origin: MapRunOrigin
    let engine: Engine

    func store(of bucket: String) -> any ObjectStore {
        bucket.hasPrefix(FolderStore.scheme)
            ? FolderStore(roots: engine.configuration.fileRoots)
            : S3Store(dispatcher: engine.dispatcher, run: origin)
    }

    func source(_ reader: ItemReader, _ settings: MapRunSettings) async throws(SourceFault) -> any MapRunSource {
        if let most = settings.maxItems, most < 0 { throw SourceFault("field MaxItems must be positive") }
        let arguments = settings.readerArguments ?? .null
        guard let bucket = arguments["Bucket"]?.string else { throw SourceFault("The reader names no Bucket.") }
        let store = store(of: bucket)
        let config = reader.config
        if reader.resource.hasSuffix(":listObjectsV2") {
            let list = try await ListingSource(store, bucket, arguments)
            guard config["Transformation"]?.string == "LOAD_AND_FLATTEN" else { return list }
            return FlattenedSource(list) { (item) async throws(SourceFault) in
                let object = ObjectName(bucket: bucket, key: item["Key"]?.string ?? "")
                return try await ObjectSource(object, in: store, Self.format(config))
            }
        }
        guard let key = arguments["Key"]?.string else { throw SourceFault("The reader names no Key.") }
        let object = ObjectName(bucket: bucket, key: key, version: arguments["VersionId"]?.string)
        if config["InputType"]?.string == "MANIFEST" || config["ManifestType"] != nil {
            return try await manifest(object, store, config)
        }
        return try await ObjectSource(object, in: store, Self.format(config))
    }

    private static func format(_ config: JSONObject) throws(SourceFault) -> any ItemFormat {
        switch config["InputType"]?.string {
        case "CSV": return try CSVFormat(config)
        case "JSONL": return JSONLinesFormat()
        case "PARQUET":
            throw SourceFault(
                "InputType PARQUET is not supported by this server: write the data as JSONL or CSV, for example with "
                    + "DuckDB's COPY … TO 'items.jsonl'.")
        default: return JSONDocumentFormat(pointer: config["ItemsPointer"]?.string ?? "")
        }
    }

    /// Manifests: of S3 Inventory, whose rows are the items; of Athena's UNLOAD, which lists files of items.
    private func manifest(
        _ object: ObjectName, _ store: any ObjectStore, _ config: JSONObject
    ) async throws(SourceFault) -> any MapRunSource {
        var stream = ByteStream(object, in: store)
        let bytes = try await stream.all()
        if config["ManifestType"]?.string == "ATHENA_DATA" {
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            let files = lines.map { JSONValue.string(String($0)) }
            return FlattenedSource(ArraySource(files, tag: stream.tag)) { (item) async throws(SourceFault) in
                let file = try Self.object(at: item.string ?? "")
                return try await ObjectSource(file, in: self.store(of: file.bucket), Self.format(config))
            }
        }
        guard let manifest = try? JSONValue.parse(bytes), let files = manifest["files"]?.array,
            let schema = manifest["fileSchema"]?.string
        else { throw SourceFault("'\(object.key)' is no manifest of S3 Inventory.") }
        guard (manifest["fileFormat"]?.string ?? "CSV") == "CSV" else {
            throw SourceFault(
                "Of S3 Inventory only files of CSV are supported by this server: choose CSV as the inventory's format.")
        }
        let named = manifest["destinationBucket"]?.string ?? object.bucket
        let bucket = named.hasPrefix("arn:") ? named.split(separator: ":").last.map(String.init) ?? named : named
        let destination = self.store(of: bucket)
        let headers = schema.split(separator: ",").map { name in
            JSONValue.string(String(name.drop { $0 == " " }))
        }
        let columns: JSONObject = ["CSVHeaderLocation": "GIVEN", "CSVHeaders": .array(headers)]
        return FlattenedSource(ArraySource(files, tag: stream.tag)) { (item) async throws(SourceFault) in
            let key = item["key"]?.string ?? ""
            return try await ObjectSource(ObjectName(bucket: bucket, key: key), in: destination, CSVFormat(columns))
        }
    }

    /// `s3://bucket/key`, or `file:///folder/file`.
    private static func object(at place: String) throws(SourceFault) -> ObjectName {
        if place.hasPrefix(FolderStore.scheme), let slash = place.lastIndex(of: "/") {
            return ObjectName(bucket: String(place[..<slash]), key: String(place[place.index(after: slash)...]))
        }
        let rest = place.dropFirst("s3://".count)
        guard place.hasPrefix("s3://"), let slash = rest.firstIndex(of: "/") else {
            throw SourceFault("The manifest has a line that is no s3:// URI: \(place)")
        }
        return ObjectName(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...]))
    }
}
