import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Builtin {
    static let numberFunctions: [Builtin] = [
        Builtin("number", "<(nsb)-:n>", arity: 1) { call throws(JSONataError) in
            switch call[0] {
            case .undefined: return .undefined
            case .bool(let flag): return .int(flag ? 1 : 0)
            case .int, .double: return call[0]
            case .string(let text):
                guard let number = NumberParsing.number(text) else {
                    throw JSONataError("D3030", value: .string(text))
                }
                return number
            default: throw JSONataError("D3030", value: call[0].json)
            }
        },
        Builtin("floor", "<n-:n>", arity: 1) { call throws(JSONataError) in
            call.number(0).map { .double($0.rounded(.down)) } ?? .undefined
        },
        Builtin("ceil", "<n-:n>", arity: 1) { call throws(JSONataError) in
            call.number(0).map { .double($0.rounded(.up)) } ?? .undefined
        },
        Builtin("round", "<n-n?:n>", arity: 2) { call throws(JSONataError) in
            call.number(0).map { .double(Rounding.round($0, precision: call.number(1) ?? 0)) } ?? .undefined
        },
        Builtin("abs", "<n-:n>", arity: 1) { call throws(JSONataError) in
            call.number(0).map { .double($0.magnitude) } ?? .undefined
        },
        Builtin("sqrt", "<n-:n>", arity: 1) { call throws(JSONataError) in
            guard let number = call.number(0) else { return .undefined }
            guard number >= 0 else { throw JSONataError("D3060", value: call[0].json) }
            return .double(number.squareRoot())
        },
        Builtin("power", "<n-n:n>", arity: 2) { call throws(JSONataError) in
            guard let base = call.number(0), let exponent = call.number(1) else { return .undefined }
            let result = Power.of(base, exponent)
            guard result.isFinite else {
                throw JSONataError("D3061", at: 0, JSONataError.Details(value: call[0].json, value2: call[1].json))
            }
            return .double(result)
        },
        Builtin("formatBase", "<n-n?:s>", arity: 2) { call throws(JSONataError) in
            guard let number = call.number(0) else { return .undefined }
            let radix = call.number(1).map { Rounding.round($0, precision: 0) } ?? 10
            guard radix >= 2, radix <= 36 else { throw JSONataError("D3100", value: Value.json(number: radix)) }
            let whole = Rounding.round(number, precision: 0)
            guard let exact = Int64(exactly: whole) else { return .string(NumberText.ecmaScript(whole)) }
            return .string(String(exact, radix: Int(radix)))
        },
        Builtin("formatNumber", "<n-so?:s>", arity: 3) { call throws(JSONataError) in
            guard let number = call.number(0), let picture = call.string(1) else { return .undefined }
            return .string(try NumberPicture.cached(picture, options: call[2], call.run).format(number))
        },
        Builtin("formatInteger", "<n-s:s>", arity: 2) { call throws(JSONataError) in
            guard let number = call.number(0), let picture = call.string(1) else { return .undefined }
            return .string(try IntegerPicture(picture).format(number.rounded(.down)))
        },
        Builtin("parseInteger", "<s-s:n>", arity: 2) { call throws(JSONataError) in
            guard let text = call.string(0), let picture = call.string(1) else { return .undefined }
            return try IntegerPicture(picture).parse(text).map { .double($0) } ?? .undefined
        },
    ]
}

enum NumberParsing {
    /// A number as JSON writes it, or whole in hexadecimal, octal or binary with a prefix.
    static func number(_ text: String) -> Value? {
        let bytes = Array(text.utf8)
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let radix = radix(bytes[1]) {
            var value = 0.0
            for byte in bytes[2...] {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
                value = value * Double(radix) + Double(digit)
            }
            return .double(value)
        }
        guard isDecimal(bytes), let value = Double(text), value.isFinite else { return nil }
        if let whole = Int64(text) { return .int(whole) }
        return .double(value)
    }

    private static func radix(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): 16
        case UInt8(ascii: "o"), UInt8(ascii: "O"): 8
        case UInt8(ascii: "b"), UInt8(ascii: "B"): 2
        default: nil
        }
    }

    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func digits(_ rest: inout ArraySlice<UInt8>) -> Bool {
            let count = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard digits(&rest) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) else { return false }
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits(&rest) else { return false }
        }
        return rest.isEmpty
    }
}

enum Rounding {
    /// To a number of decimal places, half to even. The point is shifted in the decimal text, where multiplying would go wrong.
    static func round(_ number: Double, precision: Double) -> Double {
        guard number.isFinite, precision.isFinite else { return number }
        if precision == 0 { return number.rounded(.toNearestOrEven) + 0 }
        if precision > 0, precision <= 15, number.magnitude < 1e9,
            case let shifted = number * powersOfTen[Int(precision)], shifted.magnitude < 1e15,
            case let whole = shifted.rounded(.toNearestOrEven), (shifted - whole).magnitude < 0.4999
        {
            return whole / powersOfTen[Int(precision)] + 0
        }
        let places = Int(max(-400, min(400, precision)))
        var value = places == 0 ? number : shifted(number, by: places)
        guard value.isFinite else { return number }
        value = value.rounded(.toNearestOrEven)
        if places != 0 { value = shifted(value, by: -places) }
        return value == 0 ? 0 : value
    }

    static func powerOfTen(_ exponent: Int) -> Double { powersOfTen[exponent] }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    private static func shifted(_ number: Double, by places: Int) -> Double {
        let parts = number.description.split(separator: "e", maxSplits: 1)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return Double("\(parts[0])e\(exponent + places)") ?? number
    }
}

enum Power {
    static func of(_ base: Double, _ exponent: Double) -> Double { exponent == 0 ? 1 : pow(base, exponent) }
}
