import JSON

extension Builtin {
    static let stringFunctions: [Builtin] = [
        Builtin("string", "<x-b?:s>", arity: 1) { call throws(JSONataError) in
            if call[0].isUndefined { return .undefined }
            return .string(try TextForm.text(of: call[0], call.run, isPretty: Truth.of(call[1]) ?? false))
        },
        Builtin("substring", "<s-nn?:s>", arity: 3) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let start = call.number(1) else { return .string(text) }
            return .string(Texts.substring(text, from: start, length: call.number(2)))
        },
        Builtin("substringBefore", "<s-s:s>", arity: 2) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let mark = call.string(1), let found = Texts.find(mark, in: text) else { return .string(text) }
            return .string(Texts.slice(text, 0..<found))
        },
        Builtin("substringAfter", "<s-s:s>", arity: 2) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let mark = call.string(1), let found = Texts.find(mark, in: text) else { return .string(text) }
            return .string(Texts.slice(text, found + mark.utf8.count..<text.utf8.count))
        },
        Builtin("lowercase", "<s-:s>", arity: 1) { call throws(JSONataError) in
            call.string(0).map { .string($0.lowercased()) } ?? .undefined
        },
        Builtin("uppercase", "<s-:s>", arity: 1) { call throws(JSONataError) in
            call.string(0).map { .string($0.uppercased()) } ?? .undefined
        },
        Builtin("length", "<s-:n>", arity: 1) { call throws(JSONataError) in
            call.string(0).map { Value(count: $0.unicodeScalars.count) } ?? .undefined
        },
        Builtin("trim", "<s-:s>", arity: 1) { call throws(JSONataError) in
            call.string(0).map { .string(Texts.trimmed($0)) } ?? .undefined
        },
        Builtin("pad", "<s-ns?:s>", arity: 3) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            guard let width = call.number(1), width.isFinite else { return .string(text) }
            return .string(try Texts.padded(text, to: width, with: call.string(2) ?? "", call.run))
        },
        Builtin("join", "<a<s>s?:s>", arity: 2) { call throws(JSONataError) in
            guard let items = call[0].items else { return .undefined }
            let separator = call.string(1) ?? ""
            var result = ""
            for index in 0..<items.count {
                if index > 0 { result += separator }
                if case .string(let text) = items[index] { result += text }
                try call.run.require(bytes: result.utf8.count)
            }
            return .string(result)
        },
    ]
}

/// Operations on texts by code point, or by the bytes of their UTF-8.
enum Texts {
    static func substring(_ text: String, from start: Double, length: Double?) -> String {
        let count = Double(text.unicodeScalars.count)
        var start = start
        if count + start < 0 { start = 0 }
        var end = count
        if let length {
            if length <= 0 { return "" }
            end = start >= 0 ? start + length : count + start + length
        }
        let from = place(start, count)
        let to = place(end, count)
        guard from < to else { return "" }
        if text.utf8.count == Int(count) { return slice(text, from..<to) }
        let scalars = text.unicodeScalars
        let first = scalars.index(scalars.startIndex, offsetBy: from)
        return String(scalars[first..<scalars.index(first, offsetBy: to - from)])
    }

    /// A place as JavaScript's `slice` takes it: whole, counted from the end where negative, within the text.
    private static func place(_ number: Double, _ count: Double) -> Int {
        if number.isNaN { return 0 }
        let whole = number.rounded(.towardZero)
        return Int(whole < 0 ? max(count + whole, 0) : min(whole, count))
    }

    /// The byte at which a text first occurs in another.
    static func find(_ mark: String, in text: String, from start: Int = 0) -> Int? {
        var text = text
        var mark = mark
        return text.withUTF8 { text in
            mark.withUTF8 { mark in
                guard let first = mark.first else { return start <= text.count ? start : nil }
                guard text.count >= mark.count, start <= text.count - mark.count else { return nil }
                for place in start...(text.count - mark.count) where text[place] == first {
                    var offset = 1
                    while offset < mark.count, text[place + offset] == mark[offset] { offset += 1 }
                    if offset == mark.count { return place }
                }
                return nil
            }
        }
    }

    /// Bytes of a text, which must be whole characters.
    static func slice(_ text: String, _ range: Range<Int>) -> String {
        var text = text
        return text.withUTF8 { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }

    /// White space in runs becomes one blank, and none at the ends.
    static func trimmed(_ text: String) -> String {
        var result: [UInt8] = []
        var isPending = false
        for byte in text.utf8 {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                isPending = !result.isEmpty
            } else {
                if isPending { result.append(0x20) }
                isPending = false
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func padded(
        _ text: String, to width: Double, with filling: String, _ run: Run
    ) throws(JSONataError) -> String {
        let missing = width.magnitude.rounded(.towardZero) - Double(text.unicodeScalars.count)
        guard missing > 0 else { return text }
        let filling = filling.isEmpty ? [" "] : Array(filling.unicodeScalars)
        let unit = filling.reduce(0) { $0 + UTF8.width($1) }
        guard missing < 1e12 else {
            try run.require(bytes: Int.max)
            return text
        }
        try run.require(bytes: text.utf8.count + unit * (Int(missing) / filling.count + 1))
        try run.count(steps: Int(missing) / 16)
        var padding = String.UnicodeScalarView()
        for index in 0..<Int(missing) { padding.append(filling[index % filling.count]) }
        return width > 0 ? text + String(padding) : String(padding) + text
    }
}
