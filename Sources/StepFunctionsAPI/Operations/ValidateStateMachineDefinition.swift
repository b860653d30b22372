import Engine
import StatesLanguage

extension Operation {
    static let validateStateMachineDefinition = Operation(
        "ValidateStateMachineDefinition",
        [
            .required("definition", .definition), .optional("type", .machineType),
            .optional("severity", .one(of: "ERROR", "WARNING")), .optional("maxResults", .integer(min: 0, max: 100)),
        ]
    ) { (request, _) async throws(ServiceError) in
        let type = request.optionalText("type").flatMap(StateMachineType.init) ?? .standard
        let all = DefinitionValidator.validate(request.text("definition"), type: type)
        let withWarnings = request.optionalText("severity") == "WARNING"
        let shown = all.filter { withWarnings || $0.severity == .error }
        let size = request.pageSize()
        var body = ObjectWriter()
        body.add("result", all.contains { $0.severity == .error } ? "FAIL" : "OK")
        body.add("diagnostics", list: shown.prefix(size)) { diagnostic, item in
            item.add("severity", diagnostic.severity.rawValue)
            item.add("code", diagnostic.code.rawValue)
            item.add("message", diagnostic.message)
            item.add("location", ifPresent: diagnostic.location)
        }
        body.add("truncated", shown.count > size)
        return body.finish()
    }
}
