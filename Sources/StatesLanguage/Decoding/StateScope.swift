/// What reading a state needs to know of its surroundings.
struct StateScope {
    let name: String
    let index: StateIndex
    let path: DefinitionPath
    /// The states of its level.
    let targets: [ExactName: StateIndex]
    var language = QueryLanguage.jsonPath
}
