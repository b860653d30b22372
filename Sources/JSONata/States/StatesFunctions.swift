import Digests
import JSON

extension Builtin {
    /// The functions that AWS Step Functions adds.
    static let statesFunctions: [Builtin] = [
        Builtin("partition", "<xn?:a>", arity: 2) { call throws(JSONataError) in
            if call[0].isUndefined { return .undefined }
            // Unlike other functions that take an array, it takes no single value for one.
            guard let items = call[0].items else {
                throw JSONataError("T0412", text: "Argument 1 of function \"partition\" must be an array")
            }
            let size = call.number(1).map { $0.rounded(.towardZero) } ?? Double(items.count)
            guard size >= 0 else { throw JSONataError("D3137", text: "Second argument must be zero or greater") }
            guard size > 0, !items.isEmpty else { return .undefined }
            let step = size < Double(items.count) ? Int(size) : items.count
            var result = Items()
            for start in stride(from: 0, to: items.count, by: step) {
                var chunk = Items()
                for index in start..<min(start + step, items.count) { chunk.append(items[index]) }
                result.append(chunk.array)
            }
            return result.array
        },
        Builtin("range", "<nnn?:a>", arity: 3) { call throws(JSONataError) in
            guard let first = call.number(0)?.rounded(.towardZero), let last = call.number(1)?.rounded(.towardZero),
                let step = call.number(2)?.rounded(.towardZero), step != 0, (last - first) * step >= 0
            else { return .undefined }
            let count = ((last - first) / step).rounded(.down) + 1
            try call.run.require(items: count > StatesRange.largest(call.run.limits) ? .max : 0)
            var result = Items()
            for index in 0..<Int(count) { result.append(Value.double(first + Double(index) * step)) }
            return result.sequence
        },
        Builtin("hash", "<s-s?:s>", arity: 2) { call throws(JSONataError) in
            guard let text = call.string(0), let name = call.string(1) else { return .undefined }
            guard let algorithm = Digest(rawValue: name) else {
                throw JSONataError(
                    "D3137", text: "Hash algorithm '\(name)' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5")
            }
            return .string(Digest.hex(of: text.utf8, algorithm))
        },
        Builtin("random", "<n?:n>", arity: 1) { call throws(JSONataError) in
            guard let seed = call.number(0) else { return .double(call.run.random.unit()) }
            let whole = seed.rounded(.towardZero)
            return .double(JavaRandom.firstDouble(seed: Int64(exactly: whole) ?? (whole < 0 ? .min : .max)))
        },
        Builtin("uuid", "<:s>", arity: 0) { call throws(JSONataError) in .string(UUIDText.random(&call.run.random)) },
        Builtin("parse", "<s-:x>", arity: 1) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let json = StrictJSON.parse(text) else { throw JSONataError("D3137", text: "Invalid JSON") }
            return Value(json)
        },
    ]
}

enum StatesRange {
    /// Under AWS's limit for a value the largest range has 360,145 items; other limits in proportion.
    static func largest(_ limits: JSONataLimits) -> Double {
        (Double(limits.valueSize) / Double(JSONataLimits.states.valueSize) * 360_145).rounded(.down)
    }
}

/// `java.util.Random`.
enum JavaRandom {
    static func firstDouble(seed: Int64) -> Double {
        var state = (seed ^ 0x5_DEEC_E66D) & (1 << 48 - 1)
        func next(_ bits: Int64) -> Int64 {
            state = (state &* 0x5_DEEC_E66D &+ 0xB) & (1 << 48 - 1)
            return state >> (48 - bits)
        }
        let high = next(26)
        return Double(high << 27 + next(27)) * 0x1p-53
    }
}

enum UUIDText {
    /// Version 4.
    static func random(_ source: inout RandomSource) -> String {
        let high = source.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = source.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        func digits(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        let text = digits(high) + digits(low)
        var result = ""
        for (index, character) in text.enumerated() {
            if [8, 12, 16, 20].contains(index) { result += "-" }
            result.append(character)
        }
        return result
    }
}

/// JSON as `$parse` takes it: no member twice, no number too large.
enum StrictJSON {
    static func parse(_ text: String) -> JSONValue? {
        guard let json = try? JSONValue.parse(text), isStrict(json), !hasTwins(text) else { return nil }
        return json
    }

    private static func isStrict(_ value: JSONValue) -> Bool {
        switch value {
        case .decimal: value.number?.isFinite ?? false
        case .array(let elements): elements.allSatisfy(isStrict)
        case .object(let object): object.members.allSatisfy { isStrict($0.value) }
        default: true
        }
    }

    /// Whether some object names a member twice. (The text is known to be JSON.)
    private static func hasTwins(_ text: String) -> Bool {
        var open: [Set<[UInt8]>?] = []
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "{"): open.append([])
            case UInt8(ascii: "["): open.append(nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open.removeLast()
            case UInt8(ascii: "\""):
                let start = place
                place += 1
                while bytes[place] != UInt8(ascii: "\"") { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
                var after = place + 1
                while after < bytes.count, bytes[after] <= 0x20 { after += 1 }
                guard after < bytes.count, bytes[after] == UInt8(ascii: ":"), let last = open.indices.last else {
                    break
                }
                let quoted = String(decoding: bytes[start...place], as: UTF8.self)
                let name = (try? JSONValue.parse(quoted))?.string ?? quoted
                if open[last]?.insert(Array(name.utf8)).inserted == false { return true }
            default: break
            }
            place += 1
        }
        return false
    }
}
