/// A text that patterns are matched with, in bytes; places in it are told in UTF-16 units, as JavaScript counts.
final class PatternText {
    let text: String
    let bytes: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        isASCII = !bytes.contains { $0 >= 0x80 }
    }

    func slice(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The UTF-16 units before a byte.
    func position(_ byte: Int) -> Int {
        if isASCII { return byte }
        var units = 0
        for byte in bytes[..<byte] where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
        return units
    }

    /// The byte at which a UTF-16 unit begins.
    func byte(at position: Int) -> Int {
        if isASCII { return max(0, min(position, bytes.count)) }
        var units = 0
        for (place, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if units >= position { return place }
            units += byte >= 0xF0 ? 2 : 1
        }
        return bytes.count
    }
}
