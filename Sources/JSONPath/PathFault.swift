import JSON

/// Why a path selects nothing, in Jayway's terms; steps are counted from the root.
enum PathFault: Error, Sendable {
    /// The last step of a definite path finds nothing.
    case noResults
    /// A member that the path goes on from is missing.
    case missingProperty(step: Int)
    /// A name is asked of what is no object.
    case notAnObject(step: Int)
    /// An index is asked of null.
    case null(step: Int)
    /// An index, a slice or a filter is asked of what is no array: the one fault that an indefinite path doesn't forgive.
    case notAnArray(step: Int, JSONValue)

    /// Jayway's sentence.
    func sentence(_ steps: [PathStep]) -> String {
        switch self {
        case .noResults: "No results for path: " + steps.normalized()
        case .missingProperty(let step): "Missing property in path " + steps[...step].normalized()
        case .notAnObject(let step):
            "Property \(steps[step].fragment) not found in path " + steps[..<step].normalized()
        case .null(let step): "The path " + steps[..<step].normalized() + " is null"
        case .notAnArray(let step, let value):
            if case .filter = steps[step] {
                "Filter: [?] can not be applied to primitives. Current context is: " + JavaText.of(value)
            } else {
                "Filter: \(steps[step].fragment) can only be applied to arrays. Current context is: "
                    + JavaText.of(value)
            }
        }
    }
}
