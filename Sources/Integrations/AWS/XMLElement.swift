/// An element of an XML document, its names without their namespace prefixes.
struct XMLElement: Equatable {
    var name: String
    var attributes: [String: String] = [:]
    var children: [XMLElement] = []
    var text = ""

    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// nil where the bytes are no well-formed document, or one with an internal document type (never in AWS's answers).
    static func parse(_ bytes: [UInt8]) -> XMLElement? {
        var parser = XMLParser(bytes)
        return parser.document()
    }
}

/// Reads the XML that services answer: elements, attributes, text, entities, CDATA.
private struct XMLParser {
    private static let depthLimit = 256

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() -> XMLElement? {
        guard skipMisc(), let root = element(depth: 0), skipMisc(), place == bytes.count else { return nil }
        return root
    }

    // MARK: Structure

    /// White space, declarations and comments between elements.
    private mutating func skipMisc() -> Bool {
        if place == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        while true {
            skipSpace()
            if starts("<?") {
                guard skip(past: "?>") else { return false }
            } else if starts("<!--") {
                guard skip(past: "-->") else { return false }
            } else if starts("<!DOCTYPE") {
                guard let end = bytes[place...].firstIndex(of: UInt8(ascii: ">")),
                    !bytes[place..<end].contains(UInt8(ascii: "["))
                else { return false }
                place = end + 1
            } else {
                return true
            }
        }
    }

    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < Self.depthLimit, starts("<") else { return nil }
        place += 1
        guard let (name, local) = readName() else { return nil }
        var element = XMLElement(name: local)
        while true {
            skipSpace()
            if starts("/>") {
                place += 2
                return element
            }
            if starts(">") {
                place += 1
                break
            }
            guard let (attribute, _) = readName() else { return nil }
            skipSpace()
            guard starts("=") else { return nil }
            place += 1
            skipSpace()
            guard let value = quoted() else { return nil }
            element.attributes[attribute] = value
        }
        guard content(of: &element, depth: depth), let (closing, _) = readName(), closing == name else { return nil }
        skipSpace()
        guard starts(">") else { return nil }
        place += 1
        return element
    }

    /// Up to and with the `</` of the closing tag.
    private mutating func content(of element: inout XMLElement, depth: Int) -> Bool {
        var text: [UInt8] = []
        while place < bytes.count {
            if bytes[place] != UInt8(ascii: "<") {
                guard let byte = character() else { return false }
                text.append(contentsOf: byte)
            } else if starts("</") {
                place += 2
                element.text = String(decoding: text, as: UTF8.self)
                return true
            } else if starts("<!--") {
                guard skip(past: "-->") else { return false }
            } else if starts("<![CDATA[") {
                let start = place + 9
                guard skip(past: "]]>") else { return false }
                text.append(contentsOf: bytes[start..<place - 3])
            } else if starts("<?") {
                guard skip(past: "?>") else { return false }
            } else {
                guard let child = self.element(depth: depth + 1) else { return false }
                element.children.append(child)
            }
        }
        return false
    }

    // MARK: Tokens

    private mutating func character() -> [UInt8]? {
        let byte = bytes[place]
        guard byte == UInt8(ascii: "&") else {
            place += 1
            return [byte]
        }
        guard let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[place + 1..<end], as: UTF8.self)
        place = end + 1
        switch name {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default:
            let code =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16)
                : name.hasPrefix("#") ? UInt32(name.dropFirst(1)) : nil
            return code.flatMap(UnicodeScalar.init).map { Array(String(Character($0)).utf8) }
        }
    }

    private mutating func quoted() -> String? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
            return nil
        }
        let quote = bytes[place]
        place += 1
        var text: [UInt8] = []
        while place < bytes.count, bytes[place] != quote {
            guard let byte = character() else { return nil }
            text.append(contentsOf: byte)
        }
        guard place < bytes.count else { return nil }
        place += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// The whole name, and the part after its prefix.
    private mutating func readName() -> (full: String, local: String)? {
        let start = place
        while place < bytes.count, !Self.endsName(bytes[place]) { place += 1 }
        guard place > start else { return nil }
        let name = String(decoding: bytes[start..<place], as: UTF8.self)
        return (name, name.split(separator: ":").last.map(String.init) ?? name)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "/"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "<"): true
        default: false
        }
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private func starts(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

    private mutating func skip(past text: String) -> Bool {
        let mark = Array(text.utf8)
        while place + mark.count <= bytes.count {
            if bytes[place...].starts(with: mark) {
                place += mark.count
                return true
            }
            place += 1
        }
        return false
    }
}
