extension JSONataExpression {
    /// The expression in a string of a state: what stands between `{%` and `%}`, trimmed, where the string begins with the one and
    /// ends with the other exactly. Nil for a string that is a literal.
    public static func embedded(in text: String) -> String? {
        guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return nil }
        var inner = text.dropFirst(2).dropLast(2)
        while let first = inner.first, first.isWhitespace { inner.removeFirst() }
        while let last = inner.last, last.isWhitespace { inner.removeLast() }
        return String(inner)
    }
}
