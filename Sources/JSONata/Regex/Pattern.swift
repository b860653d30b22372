import CPCRE2
import JSON

/// A compiled regular expression: JavaScript's syntax and meaning, run by PCRE2.
///
/// Sendable because PCRE2's compiled code doesn't change once machine code is made of it, which is done under a lock and before the
/// first match; then any number of threads may match with it. What a match changes is in match data of its own.
final class Pattern: @unchecked Sendable {
    let source: String
    private let code: OpaquePointer
    let groupCount: Int
    /// Makes the machine code, which takes longer than reading the pattern.
    private let makingMachineCode = Once()

    /// Backtracking steps of one match before it is given up.
    private static let matchLimit: UInt32 = 2_000_000
    private static let depthLimit: UInt32 = 20_000
    private static let heapLimit: UInt32 = 32 * 1024

    init(_ literal: Token.RegexLiteral, at position: Int) throws(JSONataError) {
        source = literal.pattern
        let translated = JavaScriptRegex.translate(literal.pattern)
        var options =
            PCRE2_UTF | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY
            | PCRE2_ALLOW_EMPTY_CLASS
        if literal.ignoresCase { options |= PCRE2_CASELESS }
        if literal.isMultiline { options |= PCRE2_MULTILINE }
        var error: Int32 = 0
        var offset = 0
        var bytes = Array(translated.utf8)
        let count = bytes.count
        if bytes.isEmpty { bytes.append(0) }
        guard let compiled = pcre2_compile_8(bytes, count, options, &error, &offset, Self.compileContext) else {
            throw JSONataError("S0303", at: position, text: Self.message(error))
        }
        code = compiled
        var groups: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        groupCount = Int(groups)
    }

    deinit { pcre2_code_free_8(code) }

    // Only read once it is made, by any number of threads.
    nonisolated(unsafe) private static let compileContext: OpaquePointer? = {
        let context = pcre2_compile_context_create_8(nil)
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANY))
        pcre2_set_parens_nest_limit_8(context, 100)
        return context
    }()

    // Only read once it is made, by any number of threads.
    nonisolated(unsafe) private static let matchContext: OpaquePointer? = {
        let context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(context, matchLimit)
        pcre2_set_depth_limit_8(context, depthLimit)
        pcre2_set_heap_limit_8(context, heapLimit)
        return context
    }()

    private static func message(_ error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(error, &buffer, 256)
        return "Invalid regular expression: " + String(decoding: buffer.prefix(Int(max(0, count))), as: UTF8.self)
    }

    /// Room for the places of one match: used again from match to match.
    func makeMatchData() -> MatchData {
        makingMachineCode { pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) }
        return MatchData(pcre2_match_data_create_from_pattern_8(code, nil))
    }

    /// Finds the first match at or after a byte.
    ///
    /// - Returns: whether there is one; its places are in the data then.
    func match(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ data: MatchData, _ run: Run
    ) throws(JSONataError) -> Bool {
        try run.count()
        guard let base = text.baseAddress else {
            var empty: UInt8 = 0
            return try isMatch(
                pcre2_match_8(code, &empty, 0, 0, UInt32(PCRE2_NO_UTF_CHECK), data.data, Self.matchContext), run)
        }
        guard start <= text.count else { return false }
        return try isMatch(
            pcre2_match_8(code, base, text.count, start, UInt32(PCRE2_NO_UTF_CHECK), data.data, Self.matchContext), run)
    }

    private func isMatch(_ result: Int32, _ run: Run) throws(JSONataError) -> Bool {
        if result > 0 { return true }
        if result == PCRE2_ERROR_NOMATCH { return false }
        throw JSONataError(
            run.dialect == .states ? "" : "U1001", at: 0, text: ErrorMessage.timeout)
    }
}

/// The places of a match and its groups.
final class MatchData {
    fileprivate let data: OpaquePointer?

    fileprivate init(_ data: OpaquePointer?) { self.data = data }

    deinit { pcre2_match_data_free_8(data) }

    /// The bytes of a group (0: the whole match); nil where it took no part.
    func range(_ group: Int) -> Range<Int>? {
        guard let places = pcre2_get_ovector_pointer_8(data) else { return nil }
        let start = places[group * 2]
        let end = places[group * 2 + 1]
        // PCRE2_UNSET is the largest size, which is -1 here; a lookaround could turn the order around.
        guard let from = Int(exactly: start), let to = Int(exactly: end), from >= 0, from <= to else { return nil }
        return from..<to
    }
}
