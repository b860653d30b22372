import JSON

extension DefinitionDecoder {
    mutating func task(_ object: JSONObject, _ scope: StateScope) -> TaskState? {
        let path = scope.path
        let before = findings.count
        require(["Resource"], in: object, at: path)
        let resource = resource(of: object, at: path)
        if let resource { checkRequest(of: object, to: resource, scope) }
        let timeout = number(
            "TimeoutSeconds", in: object, at: path, scope.language, minimum: 1, maximum: Self.secondsLimit)
        let heartbeat = number(
            "HeartbeatSeconds", in: object, at: path, scope.language, minimum: 1, maximum: Self.secondsLimit)
        let credentials = credentials(of: object, scope, resource: resource)
        if case .literal(let timeout)? = timeout, case .literal(let heartbeat)? = heartbeat, heartbeat >= timeout {
            refuse(
                "HeartbeatSeconds must be smaller than TimeoutSeconds", at: path,
                target: path.appending("HeartbeatSeconds"))
        }
        guard let resource, !hasErrors(since: before) else { return nil }
        return TaskState(
            resource: resource, timeoutSeconds: timeout, heartbeatSeconds: heartbeat, credentials: credentials)
    }

    private mutating func resource(of object: JSONObject, at path: DefinitionPath) -> TaskResource? {
        guard let arn = string("Resource", in: object, at: path) else { return nil }
        let place = path.appending("Resource")
        let resource: TaskResource
        switch TaskResource.parse(arn) {
        case .success(let found): resource = found
        case .failure(let problem):
            if !isOpen(arn) { refuse(problem.message(for: arn), at: place, cure: problem.cure(for: arn)) }
            return nil
        }
        if rules.type == .express || processorType == .express, !isOpen(arn) { refuseExpress(resource, at: place) }
        return resource
    }

    /// What an integration is called with.
    private mutating func checkRequest(of object: JSONObject, to resource: TaskResource, _ scope: StateScope) {
        guard case .integration(let integration) = resource.target else { return }
        let field = scope.language == .jsonPath ? "Parameters" : "Arguments"
        guard let request = object[field] else {
            refuse("\(field) field is required for resource ARN: \(resource.arn)", at: scope.path)
            return
        }
        guard let members = request.object else { return }
        for name in IntegrationCatalog.requiredFields(of: integration)
        where members[name] == nil && (scope.language == .jsonata || members[name + ".$"] == nil) {
            refuse("The field '\(name)' is required but was missing", at: scope.path.appending(field))
        }
    }

    private mutating func refuseExpress(_ resource: TaskResource, at place: DefinitionPath) {
        let cure = "use a STANDARD state machine"
        switch resource.target {
        case .function: break
        case .activity:
            refuse("Express state machine does not support Activity ARN", at: place, cure: cure)
        case .integration(let integration):
            switch integration.pattern {
            case .requestResponse: break
            case .sync, .sync2:
                refuse("Express state machine does not support '.sync' service integration", at: place, cure: cure)
            case .waitForTaskToken:
                // The second blank is AWS's.
                refuse(
                    "Express state machine does not support '.waitForTaskToken' service integration ", at: place,
                    cure: cure)
            }
        }
    }

    private mutating func credentials(
        of object: JSONObject, _ scope: StateScope, resource: TaskResource?
    ) -> Template? {
        guard let value = object["Credentials"] else { return nil }
        let place = scope.path.appending("Credentials")
        if resource?.target == .activity {
            refuse("The field 'Credentials' is not supported for activities", at: place)
            return nil
        }
        if scope.language == .jsonata, let text = value.string, text.hasPrefix("{%") {
            return jsonata(value, at: place, .before).map(Template.jsonata)
        }
        guard let members = objectField("Credentials", in: object, at: scope.path) else { return nil }
        guard members["RoleArn"] != nil || (scope.language == .jsonPath && members["RoleArn.$"] != nil) else {
            refuse("The field 'RoleArn' is required but was missing", at: place)
            return nil
        }
        switch scope.language {
        case .jsonPath: return payload(value, at: place).map(Template.jsonPath)
        case .jsonata: return jsonata(value, at: place, .before).map(Template.jsonata)
        }
    }
}
