import JSON

/// One match of a regular expression, or of a function that answers as one.
struct TextMatch {
    var text: String
    /// Bytes of the text that was searched.
    var range: Range<Int>
    /// The same start, in UTF-16 units.
    var index: Int
    /// Nil where a group took no part.
    var groups: [Value]
}

/// Goes from match to match, with a regular expression or with a function that does the same work.
struct RegexMatcher {
    private let run: Run
    private let text: PatternText
    private let source: Source
    private var next: Next

    private enum Source {
        case pattern(Pattern, MatchData)
        case function
    }

    private enum Next {
        case place(Int)
        case call(Function, first: Bool)
        case end
    }

    init(_ function: Function, _ text: String, _ run: Run) {
        self.run = run
        self.text = PatternText(text)
        if let regex = function as? RegexFunction {
            source = .pattern(regex.pattern, run.cache.matchData(for: regex.pattern))
            next = .place(0)
        } else {
            source = .function
            next = .call(function, first: true)
        }
    }

    mutating func nextMatch() throws(JSONataError) -> TextMatch? {
        switch (source, next) {
        case (.pattern(let pattern, let data), .place(let start)): return try match(pattern, data, from: start)
        case (_, .call(let function, let isFirst)): return try match(function, isFirst: isFirst)
        default: return nil
        }
    }

    private mutating func match(_ pattern: Pattern, _ data: MatchData, from start: Int) throws(JSONataError)
        -> TextMatch?
    {
        let isFound = try text.bytes.withUnsafeBufferPointer { (bytes) throws(JSONataError) in
            try pattern.match(bytes, from: start, data, run)
        }
        guard isFound, let range = data.range(0) else {
            next = .end
            return nil
        }
        // JavaScript would find an empty match at the same place for ever.
        if start > 0 || isRepeated, range.isEmpty { throw JSONataError("D1004", value: .string(pattern.source)) }
        isRepeated = true
        next = range.upperBound >= text.bytes.count ? .end : .place(range.upperBound)
        return TextMatch(
            text: text.slice(range), range: range, index: text.position(range.lowerBound),
            groups: Self.groups(pattern, data, text))
    }

    private var isRepeated = false

    static func groups(_ pattern: Pattern, _ data: MatchData, _ text: PatternText) -> [Value] {
        guard pattern.groupCount > 0 else { return [] }
        return (1...pattern.groupCount).map { group in
            data.range(group).map { .string(text.slice($0)) } ?? .undefined
        }
    }

    private mutating func match(_ function: Function, isFirst: Bool) throws(JSONataError) -> TextMatch? {
        let result = try run.call(function, isFirst ? [.string(text.text)] : [], context: .null).collapsed
        if result.isUndefined {
            next = .end
            return nil
        }
        let start = result.member("start").number
        let end = result.member("end").number
        let groups = result.member("groups")
        guard let start, let end, groups.isArray, case .function(let following) = result.member("next") else {
            throw JSONataError("T1010", at: 0)
        }
        next = .call(following, first: false)
        guard case .string(let matched) = result.member("match") else { throw JSONataError("T1010", at: 0) }
        let from = text.byte(at: Int(max(0, min(start, 1e9))))
        let to = max(from, text.byte(at: Int(max(0, min(end, 1e9)))))
        return TextMatch(
            text: matched, range: from..<to, index: Int(max(0, min(start, 1e9))), groups: groups.items?.all ?? [])
    }

    /// The object that calling a regular expression gives.
    static func matchObject(
        _ text: PatternText, _ pattern: Pattern, from start: Int, _ run: Run
    ) throws(JSONataError) -> Value {
        if start > 0, start >= text.bytes.count { return .undefined }
        let data = run.cache.matchData(for: pattern)
        let isFound = try text.bytes.withUnsafeBufferPointer { (bytes) throws(JSONataError) in
            try pattern.match(bytes, from: start, data, run)
        }
        guard isFound, let range = data.range(0) else { return .undefined }
        if start > 0, range.isEmpty { throw JSONataError("D1004", value: .string(pattern.source)) }
        var object = ObjectBuilder(capacity: 5)
        object.append("match", .string(text.slice(range)))
        object.append("start", Value(count: text.position(range.lowerBound)))
        object.append("end", Value(count: text.position(range.upperBound)))
        object.append("groups", Items(groups(pattern, data, text)).array)
        object.append("next", .function(NextMatchFunction(text, pattern, start: range.upperBound)))
        return object.value
    }
}
