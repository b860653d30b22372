import Engine
import StatesLanguage

extension Operation {
    static let listStateMachines = Operation(
        "ListStateMachines", [.optional("maxResults", .pageSize), .optional("nextToken", .pageToken)]
    ) { (request, engine) async throws(ServiceError) in
        let last = try PageToken.last(of: request.optionalText("nextToken"), list: "stateMachines")
        let size = request.pageSize()
        let machines = engine.catalog.stateMachines(in: request.scope, after: last, limit: size + 1)
        var body = ObjectWriter(reserving: 64 + machines.count * 192)
        body.add("stateMachines", list: machines.prefix(size)) { machine, item in
            item.add("stateMachineArn", machine.arn)
            item.add("name", machine.name)
            item.add("type", machine.type.rawValue)
            item.add("creationDate", time: machine.creationDate)
        }
        if machines.count > size {
            body.add("nextToken", PageToken.make(list: "stateMachines", last: machines[size - 1].name))
        }
        return body.finish()
    }
}
