public import JSON

extension WorkflowTest {
    /// A run with other members of the input.
    public func run(with changes: JSONObject) -> SimulatedRun {
        var object = input.object ?? JSONObject()
        for member in changes.members { object[member.key] = member.value }
        return Simulation.run(machine, input: .object(object), world: world)
    }
}
