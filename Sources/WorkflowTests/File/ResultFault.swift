public import JSON
public import StatesLanguage

/// Why a mock's result can't be what a service answers.
public struct ResultFault: Sendable {
    /// Within the result.
    public let path: DefinitionPath
    public let message: String
    /// A name that doesn't exist, and those that do.
    public let unknown: String?
    public let known: [String]

    public init(path: DefinitionPath, message: String, unknown: String?, known: [String]) {
        self.path = path
        self.message = message
        self.unknown = unknown
        self.known = known
    }
}

extension TestFileReader {
    /// Tells what of a result can't be an answer of what the resource calls, as far as anything is known of it.
    public typealias Results = @Sendable (_ resource: TaskResource, _ result: JSONValue) -> [ResultFault]

    /// Results of mocks that no service answers so.
    func checkResults(
        _ mock: JSONValue, of key: String, _ resource: TaskResource?, at place: DefinitionPath
    ) -> [TestProblem] {
        guard let results, let resource else { return [] }
        let answers = mock.array.map { $0.enumerated().map { (place.appending($0), $1) } } ?? [(place, mock)]
        return answers.flatMap { inner, answer -> [TestProblem] in
            guard let result = answer["result"] else { return [] }
            return results(resource, result).prefix(1).map { fault in
                problemValue(
                    "the result of '\(key)' doesn't fit \(resource.arn): \(fault.message)",
                    at: DefinitionPath(inner.appending("result").steps + fault.path.steps), named: fault.unknown != nil,
                    cure: fault.unknown.flatMap { NearestKey.advice($0, among: fault.known) }
                        ?? (fault.known.isEmpty ? nil : "known are \(fault.known.sorted().joined(separator: ", "))"))
            }
        }
    }
}
