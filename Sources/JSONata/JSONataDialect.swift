/// Which JSONata an expression is written in.
public enum JSONataDialect: Sendable, Hashable {
    /// JSONata 2.2.2 as documented at jsonata.org.
    case jsonata
    /// JSONata as AWS Step Functions runs it: no input document, `$states`, `$partition`, `$range`, `$hash`, `$random`, `$uuid`,
    /// `$parse`, no `$eval`, numbers that may be infinite, AWS's limits and wordings.
    case states
}
