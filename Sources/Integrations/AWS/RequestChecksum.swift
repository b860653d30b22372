import Digests
import JSON

/// The checksum that a request carries of its body, as AWS's SDKs send it: by the algorithm that the task names, else CRC32
/// where the operation takes one; `Content-MD5` where it needs a checksum and takes no other.
struct RequestChecksum {
    let operation: ServiceOperation
    let reader: ParameterReader

    func add(to request: inout AWSRequest, _ parameters: JSONValue) throws(ParameterError) {
        guard let input = operation.input, let name = operation.checksumMember, let member = input.member(name) else {
            if operation.needsContentMD5, request.header("Content-MD5") == nil {
                request.set("Content-MD5", Base64.encoded(Digest.bytes(of: request.body, .md5)))
            }
            return
        }
        // The task computed one itself.
        if request.headers.contains(where: { $0.name.lowercased().hasPrefix("x-amz-checksum-") }) { return }
        let named = try reader.members(parameters, of: input).first { $0.name == name }?.value.string
        let algorithm = named ?? "CRC32"
        guard let checksum = Self.checksum(of: request.body, algorithm) else { return }
        if let header = member.locationName, request.header(header) == nil { request.set(header, algorithm) }
        request.set("x-amz-checksum-\(algorithm.lowercased())", Base64.encoded(checksum))
    }

    /// nil: the algorithm isn't known here; the service says what it lacks.
    static func checksum(of body: [UInt8], _ algorithm: String) -> [UInt8]? {
        switch algorithm {
        case "CRC32": CyclicCheck.crc32.bytes(of: body)
        case "CRC32C": CyclicCheck.crc32c.bytes(of: body)
        case "CRC64NVME": CyclicCheck.crc64.bytes(of: body)
        case "SHA1": Digest.bytes(of: body, .sha1)
        case "SHA256": Digest.bytes(of: body, .sha256)
        case "SHA512": Digest.bytes(of: body, .sha512)
        case "MD5": Digest.bytes(of: body, .md5)
        default: nil
        }
    }
}
