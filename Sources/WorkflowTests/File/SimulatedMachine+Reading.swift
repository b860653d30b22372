import JSON
import StatesLanguage

extension SimulatedMachine {
    /// A definition as a machine to run.
    ///
    /// - Throws: ``TestProblem`` where it is no valid definition.
    public static func reading(_ path: String, _ text: String) throws(TestProblem) -> SimulatedMachine {
        let draft = try DefinitionDraft(path: path, text: text, type: .standard, substitutions: [:])
        return try draft.machine(state: nil, variables: [:], stateInput: nil)
    }
}
