import Digests
import Testing

struct DigestTests {
    @Test(
        arguments: [
            (.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ] as [(Digest, String)])
    func knownVectors(algorithm: Digest, expected: String) {
        #expect(Digest.hex(of: "abc".utf8, algorithm) == expected)
    }

    /// Messages of the lengths around each padding boundary: the digest of all their digests, as Python's hashlib has it.
    @Test(
        arguments: [
            (.md5, "e2bcf7ce513fd671a9758f03f130309d"),
            (.sha1, "6448434f549a97f935efa5f1a78bc4213537881d"),
            (.sha256, "859dbc79c37756341a107f660b273f307af2c9a479ed79cd50c0db47c501ea05"),
            (
                .sha384,
                "4f4a4c29214d6bccce5cae3aff1ae6624f0d744d59d69bd6d591c89131c509187fa34cfe76ca9e0caa7a30923f3f2c1f"
            ),
            (
                .sha512,
                "dd42f83fec1e9e5412de817dd190f7858b42909a438b022080c7b5c2b4d2f56694ad9c9423b0342b0740733a3572d5c2c34e71bcd71723f7b30090711a59ff5c"
            ),
        ] as [(Digest, String)])
    func paddingBoundaries(algorithm: Digest, expected: String) {
        let lengths = [
            0, 1, 3, 55, 56, 57, 63, 64, 65, 111, 112, 113, 119, 120, 127, 128, 129, 191, 192, 240, 255, 256, 1000,
        ]
        var digests: [UInt8] = []
        for length in lengths {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
            digests += Digest.bytes(of: message, algorithm)
        }
        #expect(Digest.hex(of: digests, algorithm) == expected)
    }

    /// RFC 4231, cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func authenticationCodes(key: [UInt8], message: String, expected: String) {
        #expect(Digest.hex(Digest.hmacSHA256(key: key, message: message.utf8)) == expected)
    }
}
