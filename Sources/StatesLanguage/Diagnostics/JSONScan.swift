import JSON

/// Walks over the bytes of a well-formed JSON text without making values.
struct JSONScan {
    let bytes: [UInt8]
    private(set) var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func move(to place: Int) { self.place = place }

    mutating func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    /// From the start of an object to the value of a member; false (and no guarantee of where it stands) where it has
    /// none of that name. Of equal names the last one counts, as the parser has it.
    mutating func descend(to name: String) -> Bool {
        var found: Int?
        eachMember { member, _, value in if member == name { found = value } }
        guard let found else { return false }
        place = found
        return true
    }

    /// Calls with the name, the offset of its opening quote and the offset of its value; ends behind the object.
    mutating func eachMember(_ body: (_ name: String, _ start: Int, _ value: Int) -> Void) {
        guard byte == UInt8(ascii: "{") else { return }
        place += 1
        skipBlanks()
        while byte == UInt8(ascii: "\"") {
            let start = place
            skipString()
            let name = string(in: start..<place)
            skipBlanks()
            place += 1
            skipBlanks()
            body(name, start, place)
            skipValue()
            skipBlanks()
            guard byte == UInt8(ascii: ",") else { break }
            place += 1
            skipBlanks()
        }
        place += 1
    }

    /// Calls with the index and the offset of each element; ends behind the array. Nothing where this is none.
    mutating func eachElement(_ body: (_ index: Int, _ value: Int) -> Void) {
        guard byte == UInt8(ascii: "[") else { return }
        place += 1
        skipBlanks()
        var index = 0
        while let byte, byte != UInt8(ascii: "]") {
            body(index, place)
            skipValue()
            skipBlanks()
            index += 1
            guard self.byte == UInt8(ascii: ",") else { break }
            place += 1
            skipBlanks()
        }
        place += 1
    }

    private func string(in range: Range<Int>) -> String {
        let text = Array(bytes[range.clamped(to: 0..<bytes.count)])
        return (try? JSONValue.parse(text))?.string ?? ""
    }

    private mutating func skipString() {
        place += 1
        while let byte {
            place += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
    }

    /// Brackets are counted, not called, so depth costs no stack.
    private mutating func skipValue() {
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                skipString()
                if depth == 0 { return }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
                if depth == 0 {
                    place += 1
                    return
                }
            case UInt8(ascii: ","):
                if depth == 0 { return }
            default: break
            }
            place += 1
        }
    }
}
