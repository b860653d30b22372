import JSON
import StatesLanguage

/// Short ways to write definitions in tests.
enum Definitions {
    /// One state named `S` that a Pass `T` may follow.
    static func single(_ state: String, language: QueryLanguage = .jsonPath) -> String {
        """
        {"QueryLanguage": "\(language.rawValue)", "StartAt": "S", "States": {"S": \(state)}}
        """
    }

    /// States `S` and `T`, where `T` ends.
    static func pair(_ state: String, language: QueryLanguage = .jsonPath) -> String {
        """
        {"QueryLanguage": "\(language.rawValue)", "StartAt": "S",
         "States": {"S": \(state), "T": {"Type": "Succeed"}}}
        """
    }

    /// The message that AWS would answer with; nil where the definition is fine.
    static func refusal(of definition: String, type: StateMachineType = .standard) -> String? {
        do throws(InvalidDefinition) {
            _ = try StateMachineDefinition.parse(definition, type: type)
            return nil
        } catch {
            let message = error.apiMessage
            return String(message.dropFirst("Invalid State Machine Definition: '".count).dropLast())
        }
    }
}
