import Crypto
import Digests

/// The key on the curve P-256 that AWS and its callers derive from one secret access key for Signature Version 4A.
///
/// AWS, "How Signature Version 4A works": the key derivation function in counter mode of NIST SP 800-108 with
/// HMAC-SHA256, and the method of testing candidates of FIPS 186-4, B.4.2.
struct AsymmetricSigningKey {
    static let algorithm = "AWS4-ECDSA-P256-SHA256"

    private let key: P256.Signing.PrivateKey

    /// What verifies the signatures.
    var publicKey: P256.Signing.PublicKey { key.publicKey }

    /// nil where no counter of one byte gives a key, which no pair of credentials is known for.
    init?(_ credentials: AWSCredentials) {
        let secret = SymmetricKey(data: Array("AWS4A\(credentials.secretAccessKey)".utf8))
        for counter in UInt8(1)...254 {
            let message =
                [0, 0, 0, 1] + Array(Self.algorithm.utf8) + [0] + Array(credentials.accessKeyID.utf8)
                + [counter] + [0, 0, 1, 0]
            let candidate = Array(HMAC<SHA256>.authenticationCode(for: message, using: secret))
            guard let scalar = Self.scalar(candidate),
                let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar)
            else { continue }
            self.key = key
            return
        }
        return nil
    }

    /// The signature of a text, in hexadecimal digits of its DER form.
    func signature(of text: String) -> String? {
        (try? key.signature(for: Array(text.utf8))).map { Digests.Digest.hex(Array($0.derRepresentation)) }
    }

    /// The order of P-256 less two, highest byte first.
    private static let limit: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
    ]

    /// The candidate plus one; nil where it is over the limit.
    static func scalar(_ candidate: [UInt8]) -> [UInt8]? {
        if limit.lexicographicallyPrecedes(candidate) { return nil }
        var scalar = candidate
        for place in scalar.indices.reversed() {
            scalar[place] &+= 1
            if scalar[place] != 0 { break }
        }
        return scalar
    }
}
