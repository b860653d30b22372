import JSON

/// The condition of a `[?(…)]` step.
indirect enum Filter: Sendable, Equatable {
    case all([Filter])
    case any([Filter])
    case not(Filter)
    /// `@.key` alone: there is such a node, whatever its value.
    case exists(FilterPath)
    case comparison(Operand, Comparison, Operand)

    enum Operand: Sendable, Equatable {
        case path(FilterPath)
        case literal(JSONValue)
        case pattern(RegularExpression)
    }

    enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case identical = "==="
        case notIdentical = "!=="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case matches = "=~"
        case `in`
        case nin
        case subsetof
        case anyof
        case noneof
        case contains
        case all
        case size
        case empty
    }
}

/// A path in a filter: from the node under test (`@`) or from the document (`$`).
struct FilterPath: Sendable, Equatable {
    var isFromRoot: Bool
    var steps: [PathStep]
}
