import Engine
import JSON

extension Operation {
    static let tagResource = Operation(
        "TagResource", [.required("resourceArn", .arn), .required("tags", .tags)]
    ) { (request, engine) async throws(ServiceError) in
        try await engine.catalog.tag(try request.taggedResource(), try request.tags())
        return ObjectWriter.empty
    }

    static let untagResource = Operation(
        "UntagResource", [.required("resourceArn", .arn), .required("tagKeys", .list(of: .text(1, 128)))]
    ) { (request, engine) async throws(ServiceError) in
        let keys = (request.body["tagKeys"]?.array ?? []).compactMap(\.string)
        try await engine.catalog.untag(try request.taggedResource(), keys: keys)
        return ObjectWriter.empty
    }

    static let listTagsForResource = Operation(
        "ListTagsForResource", [.required("resourceArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        let arn = try request.taggedResource()
        guard let tags = engine.catalog.tags(of: arn) else {
            throw ServiceError(.resourceNotFound, "Resource not found: '\(arn)'")
        }
        var body = ObjectWriter()
        body.add("tags", list: tags) { tag, item in
            item.add("key", tag.key)
            item.add("value", tag.value)
        }
        return body.finish()
    }
}

extension APIRequest {
    fileprivate func taggedResource() throws(ServiceError) -> String {
        let arn = try ResourceARN(text("resourceArn"))
        guard arn.type == "stateMachine" || arn.type == "activity" else { throw arn.wrongType() }
        guard arn.scope == scope else { throw ServiceError(.resourceNotFound, "Resource not found: '\(arn.text)'") }
        return arn.text
    }
}
