import JSON

extension Builtin {
    static let dateFunctions: [Builtin] = [
        Builtin("now", "<s?s?:s>", arity: 2) { call throws(JSONataError) in
            try Dates.text(Double(call.run.environment.now), call.string(0), call.string(1), call.run)
        },
        Builtin("millis", "<:n>", arity: 0) { call throws(JSONataError) in .int(call.run.environment.now) },
        Builtin("fromMillis", "<n-s?s?:s>", arity: 3) { call throws(JSONataError) in
            guard let millis = call.number(0) else { return .undefined }
            return try Dates.text(millis, call.string(1), call.string(2), call.run)
        },
        Builtin("toMillis", "<s-s?:n>", arity: 2) { call throws(JSONataError) in
            guard let text = call.string(0) else { return .undefined }
            if let picture = call.string(1) {
                return try DateReader.cached(picture, call.run).parse(text, call.run).map { .double($0) } ?? .undefined
            }
            guard let millis = ISODate.millis(text) else { throw JSONataError("D3110", value: .string(text)) }
            return .double(millis)
        },
    ]
}

enum Dates {
    static func text(
        _ millis: Double, _ picture: String?, _ timezone: String?, _ run: Run
    ) throws(JSONataError) -> Value {
        let picture = try DatePicture.cached(picture ?? DatePicture.iso8601, run)
        return try picture.format(millis: millis.rounded(.towardZero), timezone: timezone).map { .string($0) }
            ?? .undefined
    }
}
