import Engine

/// Names of state machines, activities and executions (API reference, "CreateStateMachine", `name`).
enum ResourceName {
    /// Throws `InvalidName` for white space, brackets, wildcards, special and control characters.
    static func check(_ name: String) throws(ServiceError) {
        guard name.unicodeScalars.allSatisfy(isAllowed) else {
            throw ServiceError(.invalidName, "Invalid Name: '\(name)'")
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x20, 0x7F...0x9F, 0xFFFE...0xFFFF: false
        case let value where value < 0x80: !forbidden.contains(UInt8(truncatingIfNeeded: value))
        default: !scalar.properties.isWhitespace
        }
    }

    private static let forbidden = Set("<>{}[]?*\"#%\\^|~`$&,;:/".utf8)
}
