/// Names that an expression finds without anyone assigning them: the functions of JSONata 2 and those that Step
/// Functions adds (Developer guide, "JSONata functions provided by Step Functions").
enum JSONataLibrary {
    static let names: Set<String> = [
        // Strings.
        "string", "length", "substring", "substringBefore", "substringAfter", "uppercase", "lowercase", "trim", "pad",
        "contains", "split", "join", "match", "replace", "eval", "base64encode", "base64decode", "encodeUrlComponent",
        "encodeUrl", "decodeUrlComponent", "decodeUrl",
        // Numbers.
        "number", "abs", "floor", "ceil", "round", "power", "sqrt", "random", "formatNumber", "formatBase",
        "formatInteger", "parseInteger", "sum", "max", "min", "average",
        // Booleans, arrays, objects.
        "boolean", "not", "exists", "count", "append", "sort", "reverse", "shuffle", "distinct", "zip", "keys",
        "lookup", "spread", "merge", "each", "sift", "error", "assert", "type", "clone",
        // Moments, higher order.
        "now", "millis", "fromMillis", "toMillis", "map", "filter", "single", "reduce",
        // Step Functions.
        "partition", "range", "hash", "uuid", "parse",
    ]
}
