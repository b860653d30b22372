/// Names of workflow variables: Unicode identifiers (Developer guide, "Passing data between states with variables").
enum VariableName {
    static let reserved = "states"

    static func starts(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isIDStart || scalar == "_" }

    static func continues(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isIDContinue || scalar == "_" }

    static func isValid(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, starts(first) else { return false }
        return name.unicodeScalars.allSatisfy(continues)
    }
}
