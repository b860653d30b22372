import Integrations
import Interpreter
import JSON
import StatesLanguage

/// S3, or whatever speaks as it does, through the integration that tasks use.
struct S3Store: ObjectStore {
    let dispatcher: TaskDispatcher
    let run: MapRunOrigin

    func read(
        _ object: ObjectName, from offset: Int, count: Int, tag: String?
    ) async throws(SourceFault) -> ObjectPart {
        var parameters: JSONObject = [
            "Bucket": .string(object.bucket), "Key": .string(object.key),
            "Range": .string("bytes=\(offset)-\(offset + count - 1)"),
        ]
        parameters["VersionId"] = object.version.map(JSONValue.string)
        let result: JSONValue
        do throws(SourceFault) {
            result = try await call("getObject", .object(parameters))
        } catch  where error.cause.contains("416") || error.cause.contains("InvalidRange") {
            // Nothing is at or beyond the end.
            return ObjectPart(bytes: [], tag: tag ?? "")
        }
        let found = result["ETag"]?.string ?? ""
        if let tag, !tag.isEmpty, found != tag { throw SourceFault.changed(object.key) }
        let text = result["Body"]?.string ?? ""
        // A body that is no text comes as Base64; its length tells which it is.
        if let length = result["ContentLength"]?.integer, Int(length) != text.utf8.count,
            let bytes = Base64Text.bytes(text), bytes.count == Int(length)
        {
            return ObjectPart(bytes: bytes, tag: found)
        }
        return ObjectPart(bytes: Array(text.utf8), tag: found)
    }

    func list(
        _ bucket: String, _ arguments: JSONValue, after key: String?
    ) async throws(SourceFault) -> ObjectPage {
        var parameters = arguments.object ?? [:]
        parameters["Bucket"] = .string(bucket)
        if let key { parameters["StartAfter"] = .string(key) }
        let result = try await call("listObjectsV2", .object(parameters))
        let objects = (result["Contents"]?.array ?? []).map { entry -> JSONValue in
            var item: JSONObject = [:]
            item["Etag"] = entry["ETag"]
            item["Key"] = entry["Key"]
            item["LastModified"] = entry["LastModified"].map(Self.seconds)
            item["Size"] = entry["Size"]
            item["StorageClass"] = entry["StorageClass"]
            return .object(item)
        }
        return ObjectPage(objects: objects, hasMore: result["IsTruncated"]?.bool ?? false)
    }

    func write(_ object: ObjectName, _ bytes: [UInt8]) async throws(SourceFault) {
        _ = try await call(
            "putObject",
            [
                "Bucket": .string(object.bucket), "Key": .string(object.key),
                "Body": .string(String(decoding: bytes, as: UTF8.self)), "ContentType": "application/json",
            ])
    }

    /// Items have it in seconds since 1970.
    private static func seconds(_ value: JSONValue) -> JSONValue {
        guard let text = value.string, let instant = Timestamp.parse(text) else { return value }
        return .int(instant.seconds)
    }

    private func call(_ action: String, _ parameters: JSONValue) async throws(SourceFault) -> JSONValue {
        let arn = "arn:aws:states:::aws-sdk:s3:\(action)"
        let resource = TaskResource(
            arn: arn,
            target: .integration(
                TaskResource.Integration(service: "aws-sdk:s3", action: action, pattern: .requestResponse)))
        guard let integration = dispatcher.integration(for: resource) else {
            throw SourceFault(
                "Nothing here serves S3 (\(arn)); name an endpoint with --aws-endpoint, or a file:// bucket.")
        }
        var request = TaskRequest(
            resource: resource, parameters: parameters, idempotencyKey: "\(run.body.arn)#\(action)",
            account: run.body.scope.account, region: run.body.scope.region, executionARN: run.body.parentARN,
            stateName: run.body.label)
        request.hasPlainBody = true
        switch await integration.call(request) {
        case .success(let result): return result
        case .failure(_, let cause): throw SourceFault(cause)
        case .started: throw SourceFault("S3 answered with a job.")
        }
    }
}

extension SourceFault {
    static func changed(_ key: String) -> SourceFault {
        SourceFault("The object '\(key)' has changed since the Map Run began.")
    }
}

/// Base64 (RFC 4648, with padding).
enum Base64Text {
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for character in text.utf8 {
            let value: UInt32
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(character) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(character) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(character) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}
