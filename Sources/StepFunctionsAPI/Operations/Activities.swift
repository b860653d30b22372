import Engine
import JSON

extension Operation {
    static let createActivity = Operation(
        "CreateActivity",
        [.required("name", .name), .optional("tags", .tags), .optional("encryptionConfiguration", .encryption)]
    ) { (request, engine) async throws(ServiceError) in
        let name = request.text("name")
        try ResourceName.check(name)
        let activity = try await engine.catalog.createActivity(
            name: name, scope: request.scope, encryptionConfiguration: try request.encryption(),
            tags: try request.tags())
        var body = ObjectWriter()
        body.add("activityArn", activity.arn)
        body.add("creationDate", time: activity.creationDate)
        return body.finish()
    }

    static let describeActivity = Operation(
        "DescribeActivity", [.required("activityArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        let activity = try request.activity(in: "activityArn", engine.catalog)
        var body = ObjectWriter()
        body.add("activityArn", activity.arn)
        body.add("name", activity.name)
        body.add("creationDate", time: activity.creationDate)
        body.add("encryptionConfiguration", json: activity.encryptionConfiguration ?? DefaultConfiguration.encryption)
        return body.finish()
    }

    static let deleteActivity = Operation(
        "DeleteActivity", [.required("activityArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        let arn = try request.activityARN(in: "activityArn")
        if arn.scope == request.scope { try await engine.catalog.deleteActivity(arn: arn.text) }
        return ObjectWriter.empty
    }

    static let listActivities = Operation(
        "ListActivities", [.optional("maxResults", .pageSize), .optional("nextToken", .pageToken)]
    ) { (request, engine) async throws(ServiceError) in
        let last = try PageToken.last(of: request.optionalText("nextToken"), list: "activities")
        let size = request.pageSize()
        let activities = engine.catalog.activities(in: request.scope, after: last, limit: size + 1)
        var body = ObjectWriter(reserving: 64 + activities.count * 160)
        body.add("activities", list: activities.prefix(size)) { activity, item in
            item.add("activityArn", activity.arn)
            item.add("name", activity.name)
            item.add("creationDate", time: activity.creationDate)
        }
        if activities.count > size {
            body.add("nextToken", PageToken.make(list: "activities", last: activities[size - 1].name))
        }
        return body.finish()
    }

    /// A long poll: an answer without a token after 60 seconds without work.
    static let getActivityTask = Operation(
        "GetActivityTask", [.required("activityArn", .arn), .optional("workerName", .name)], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        let activity = try request.activity(in: "activityArn", engine.catalog)
        let task = try await engine.activityTask(
            activity, worker: request.optionalText("workerName"), timeout: .seconds(60))
        guard let task else {
            var body = ObjectWriter()
            body.add("taskToken", .null)
            return body.finish()
        }
        var body = ObjectWriter(reserving: 64 + task.token.utf8.count + task.input.utf8.count)
        body.add("taskToken", task.token)
        body.add("input", task.input)
        return body.finish()
    }
}
