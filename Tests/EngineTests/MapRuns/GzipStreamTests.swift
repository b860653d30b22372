import Testing

@testable import Engine

/// Unpacking what zlib packed.
@Suite struct GzipStreamTests {
    static let fixed: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 203, 72, 205, 201, 201, 87, 200, 64, 39, 185, 0, 0, 136, 89, 11, 24,
        0, 0, 0,
    ]
    static let stored: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 1, 10, 0, 245, 255, 112, 108, 97, 105, 110, 32, 116, 101, 120, 116,
        184, 15, 11, 68, 10, 0, 0, 0,
    ]
    static let dynamic: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 197, 205, 65, 13, 68, 81, 8, 4, 65, 43, 132, 51, 10, 112, 3, 15, 24,
        60, 144, 241, 190, 223, 197, 222, 250, 80, 73, 191, 19, 179, 236, 92, 219, 37, 172, 114, 67, 128, 51,
        11, 223, 118, 171, 203, 137, 8, 106, 128, 5, 15, 173, 207, 105, 77, 241, 139, 14, 136, 50, 31, 93, 58,
        125, 220, 21, 42, 172, 238, 91, 81, 156, 196, 150, 27, 192, 55, 234, 70, 159, 92, 106, 218, 83, 193,
        236, 251, 211, 247, 7, 9, 173, 187, 24, 240, 0, 0, 0,
    ]

    @Test(arguments: [
        (fixed, "hello hello hello hello\n"), (stored, "plain text"),
        (
            dynamic,
            String(
                repeating:
                    #"c{ ,,bebh,hh}g,dbha gg{,,a:he:,d{bfaaa}"ag}dg:a"d,hh"dfd}d,heag "}bc}: eb:f::"g" }dee{h "g{ ahd:,gg}cf":,}:fbh}"b,c" gfh"#,
                count: 2)
        ),
    ])
    func unpacks(_ file: [UInt8], text: String) {
        #expect(GzipStream.content(of: file).map { String(decoding: $0, as: UTF8.self) } == text)
    }

    @Test(arguments: [fixed, stored, dynamic])
    func aDamagedFileIsRefused(_ file: [UInt8]) {
        for length in 0..<max(0, file.count - 8) where length < 18 {
            #expect(GzipStream.content(of: Array(file.prefix(length))) == nil)
        }
        for place in file.indices {
            var damaged = file
            damaged[place] ^= 0x55
            _ = GzipStream.content(of: damaged)
        }
    }
}
