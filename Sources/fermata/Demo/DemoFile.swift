import JSON

/// What a folder's `fermata.yaml` says under `demo`: the state machine, what serves it, and what to send.
///
///     demo:
///       stateMachine: pizzeria-order
///       definition: order.asl.json
///       activities: [pizzeria-fraud-check]
///       workers: [workers/fraud_check.py]       # Python scripts that run as long as the demo does
///       order: orders/two-pizzas.json
struct DemoFile {
    let folder: String
    let stateMachine: String
    let definition: String
    let activities: [String]
    let workers: [String]
    let order: String

    /// - Parameter folder: the sample's; paths in the file are relative to it.
    init(folder: String) throws {
        let path = "\(folder)/\(FunctionOptions.defaultFile)"
        let file = try DefinitionFile.value(of: path)
        guard let demo = file["demo"], demo.object != nil else {
            throw CommandError(
                .unavailable, "\(path) has no 'demo'.", cure: "Name a sample's folder: examples/pizzeria.")
        }
        func text(_ key: String) throws -> String {
            guard let text = demo[key]?.string else {
                throw CommandError(.unavailable, "\(path): 'demo' has no '\(key)'.", cure: "Write '\(key): ...' there.")
            }
            return text
        }
        self.folder = folder
        stateMachine = try text("stateMachine")
        definition = "\(folder)/\(try text("definition"))"
        order = "\(folder)/\(try text("order"))"
        activities = demo["activities"]?.array?.compactMap(\.string) ?? []
        workers = (demo["workers"]?.array?.compactMap(\.string) ?? []).map { "\(folder)/\($0)" }
    }
}
