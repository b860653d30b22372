import JSON

extension Builtin {
    static let matchingFunctions: [Builtin] = [
        Builtin("match", "<s-f<s:o>n?:a<o>>", arity: 3) { call throws(JSONataError) in
            guard let text = call.string(0), let function = call.function(1) else { return .undefined }
            let limit = try Matching.limit(call, 2, code: "D3040")
            var matcher = RegexMatcher(function, text, call.run)
            var result = Items()
            while result.count < limit,
                let match = try Matching.named("match", { () throws(JSONataError) in try matcher.nextMatch() })
            {
                var object = ObjectBuilder(capacity: 3)
                object.append("match", .string(match.text))
                object.append("index", Value(count: match.index))
                object.append("groups", Items(match.groups).array)
                result.append(object.value)
            }
            return result.sequence
        },
        Builtin("contains", "<s-(sf):b>", arity: 2, isCondition: true) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            if let mark = call.string(1) { return .bool(Texts.find(mark, in: text) != nil) }
            guard let function = call.function(1) else { return .undefined }
            var matcher = RegexMatcher(function, text, call.run)
            return .bool(try Matching.named("contains") { () throws(JSONataError) in try matcher.nextMatch() } != nil)
        },
        Builtin("replace", "<s-(sf)(sf)n?:s>", arity: 4) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            if case .string("") = call[1] { throw JSONataError("D3010", value: call[1].json) }
            let limit = try Matching.limit(call, 3, code: "D3011")
            if let mark = call.string(1) {
                guard let replacement = call.string(2) else {
                    if call.function(2) != nil { throw JSONataError("D3012", value: call[2].json) }
                    return .string(text)
                }
                return .string(try Matching.replace(mark, in: text, with: replacement, limit: limit, call.run))
            }
            guard let function = call.function(1) else { return .string(text) }
            if let regex = function as? RegexFunction, let replacement = call.string(2) {
                return .string(
                    try Matching.replace(regex.pattern, in: text, with: replacement, limit: limit, call.run))
            }
            return .string(try Matching.replace(function, in: text, with: call[2], limit: limit, call.run))
        },
        Builtin("split", "<s-(sf)n?:a<s>>", arity: 3) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            let limit = try Matching.limit(call, 2, code: "D3020")
            if let mark = call.string(1) { return .array(try Matching.split(text, at: mark, limit: limit, call.run)) }
            guard let function = call.function(1) else { return .array([.string(text)]) }
            return .array(try Matching.split(text, at: function, limit: limit, call.run))
        },
    ]
}

enum Matching {
    /// How many matches to go over.
    static func limit(_ call: Invocation, _ index: Int, code: String) throws(JSONataError) -> Int {
        guard let limit = call.number(index) else { return .max }
        guard limit >= 0 else { throw JSONataError(code, value: call[index].json) }
        // The loops stop when as many have been done: 1.5 is 2 for patterns.
        return limit < 1e15 ? Int(limit.rounded(.up)) : .max
    }

    static func named<Result>(
        _ name: String, _ body: () throws(JSONataError) -> Result
    ) throws(JSONataError) -> Result {
        do { return try body() } catch { throw error.located(at: 0, token: name) }
    }

    static func replace(
        _ mark: String, in text: String, with replacement: String, limit: Int, _ run: Run
    ) throws(JSONataError) -> String {
        var result = ""
        var place = 0
        var count = 0
        while count < limit, let found = Texts.find(mark, in: text, from: place) {
            result += Texts.slice(text, place..<found)
            result += replacement
            place = found + mark.utf8.count
            count += 1
            try run.count()
            try run.require(bytes: result.utf8.count)
        }
        return result + Texts.slice(text, place..<text.utf8.count)
    }

    /// The common case: a regular expression and a text for each match.
    static func replace(
        _ pattern: Pattern, in text: String, with replacement: String, limit: Int, _ run: Run
    ) throws(JSONataError) -> String {
        let bytes = Array(text.utf8)
        let data = run.cache.matchData(for: pattern)
        let template = run.cache.template(replacement)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(JSONataError) in
            var result: [UInt8] = []
            var place = 0
            var count = 0
            while count < limit, try pattern.match(bytes, from: place, data, run), let range = data.range(0) {
                guard count == 0 || !range.isEmpty else {
                    throw JSONataError("D1004", at: 0, token: "replace", value: .string(pattern.source))
                }
                if count == 0 { result.reserveCapacity(bytes.count + bytes.count / 2) }
                result += bytes[place..<range.lowerBound]
                template.fill(bytes, data, groupCount: pattern.groupCount, into: &result)
                place = range.upperBound
                count += 1
                try run.require(bytes: result.count)
                if place >= bytes.count { break }
            }
            guard count > 0 else { return text }
            result += bytes[place...]
            return String(decoding: result, as: UTF8.self)
        }
    }

    static func replace(
        _ function: Function, in text: String, with replacement: Value, limit: Int, _ run: Run
    ) throws(JSONataError) -> String {
        var matcher = RegexMatcher(function, text, run)
        var result = ""
        var place = 0
        var count = 0
        let template: ReplacementTemplate? =
            if case .string(let text) = replacement { ReplacementTemplate(text) } else { nil }
        while count < limit, let match = try named("replace", { () throws(JSONataError) in try matcher.nextMatch() }) {
            result += Texts.slice(text, min(place, match.range.lowerBound)..<match.range.lowerBound)
            if let template {
                template.fill(match, into: &result)
            } else if case .function(let replacer) = replacement {
                let value = try run.call(replacer, [Self.object(match)], context: .null).collapsed
                guard case .string(let replaced) = value else { throw JSONataError("D3012", value: value.json) }
                result += replaced
            }
            place = match.range.lowerBound + match.text.utf8.count
            count += 1
            try run.require(bytes: result.utf8.count)
        }
        guard count > 0 else { return text }
        return result + Texts.slice(text, min(place, text.utf8.count)..<text.utf8.count)
    }

    private static func object(_ match: TextMatch) -> Value {
        var object = ObjectBuilder(capacity: 4)
        object.append("match", .string(match.text))
        object.append("start", Value(count: match.index))
        object.append("end", Value(count: match.index + match.text.utf16.count))
        object.append("groups", Items(match.groups).array)
        return object.value
    }

    static func split(
        _ text: String, at mark: String, limit: Int, _ run: Run
    ) throws(JSONataError) -> [JSONValue] {
        var result: [JSONValue] = []
        if mark.isEmpty {
            for scalar in text.unicodeScalars where result.count < limit { result.append(.string(String(scalar))) }
            try run.require(items: result.count)
            return result
        }
        var place = 0
        while result.count < limit, let found = Texts.find(mark, in: text, from: place) {
            result.append(.string(Texts.slice(text, place..<found)))
            place = found + mark.utf8.count
            try run.count()
        }
        if result.count < limit { result.append(.string(Texts.slice(text, place..<text.utf8.count))) }
        try run.require(items: result.count)
        return result
    }

    static func split(
        _ text: String, at function: Function, limit: Int, _ run: Run
    ) throws(JSONataError) -> [JSONValue] {
        var matcher = RegexMatcher(function, text, run)
        var result: [JSONValue] = []
        var place = 0
        while result.count < limit,
            let match = try named("split", { () throws(JSONataError) in try matcher.nextMatch() })
        {
            result.append(.string(Texts.slice(text, min(place, match.range.lowerBound)..<match.range.lowerBound)))
            place = match.range.upperBound
        }
        if result.count < limit {
            result.append(.string(Texts.slice(text, min(place, text.utf8.count)..<text.utf8.count)))
        }
        return result
    }
}

/// The text that replaces a match: `$1` is a group, `$0` the match, `$$` a dollar.
struct ReplacementTemplate {
    private enum Part {
        case text(String)
        case match
        /// Digits that name a group; how many of them do depends on how many groups there are.
        case digits(String)
    }

    private var parts: [Part] = []

    init(_ text: String) {
        var plain = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                plain += "$"
                rest = rest.dropFirst()
            case "0":
                parts.append(.text(plain))
                plain = ""
                parts.append(.match)
                rest = rest.dropFirst()
            default:
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                if digits.isEmpty {
                    plain += "$"
                } else {
                    parts.append(.text(plain))
                    plain = ""
                    parts.append(.digits(String(digits)))
                    rest = rest.dropFirst(digits.count)
                }
            }
        }
        parts.append(.text(plain + rest))
    }

    func fill(_ match: TextMatch, into result: inout String) {
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .match: result += match.text
            case .digits(let digits): fill(digits, match, into: &result)
            }
        }
    }

    /// The same from the places of a match.
    func fill(
        _ bytes: UnsafeBufferPointer<UInt8>, _ data: MatchData, groupCount: Int, into result: inout [UInt8]
    ) {
        for part in parts {
            switch part {
            case .text(let text): result += text.utf8
            case .match: if let range = data.range(0) { result += bytes[range] }
            case .digits(let digits):
                let (number, rest) = Self.group(digits, of: groupCount)
                if number >= 1, number <= groupCount, let range = data.range(number) { result += bytes[range] }
                result += rest.utf8
            }
        }
    }

    /// The group that digits name, and the digits that are text.
    private static func group(_ digits: String, of count: Int) -> (Int, Substring) {
        let most = count == 0 ? 1 : String(count).utf8.count
        var used = digits.prefix(most)
        if most > 1, let number = Int(used), number > count { used = digits.prefix(most - 1) }
        let number = Int(used) ?? 0
        // As many characters are passed over as the number has digits, leading zeros not counted.
        return (number, digits.dropFirst(String(number).utf8.count))
    }

    /// The longest number that is one of a group counts; the digits after it are text.
    private func fill(_ digits: String, _ match: TextMatch, into result: inout String) {
        let count = match.groups.count
        let (number, rest) = Self.group(digits, of: count)
        if number >= 1, number <= count, case .string(let group) = match.groups[number - 1] { result += group }
        result += rest
    }
}
