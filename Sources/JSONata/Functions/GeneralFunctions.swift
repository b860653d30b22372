import JSON

extension Builtin {
    static let generalFunctions: [Builtin] = [
        Builtin("boolean", "<x-:b>", arity: 1, isCondition: true) { call throws(JSONataError) in
            Truth.of(call[0]).map { .bool($0) } ?? .undefined
        },
        Builtin("not", "<x-:b>", arity: 1, isCondition: true) { call throws(JSONataError) in
            Truth.of(call[0]).map { .bool(!$0) } ?? .undefined
        },
        Builtin("exists", "<x:b>", arity: 1, isCondition: true) { call throws(JSONataError) in
            .bool(!call[0].isUndefined)
        },
        Builtin("type", "<x:s>", arity: 1) { call throws(JSONataError) in
            call[0].isUndefined ? .undefined : .string(call[0].typeName)
        },
        Builtin("error", "<s?:x>", arity: 1) { call throws(JSONataError) in
            throw JSONataError("D3137", text: call.string(0) ?? "$error() function evaluated")
        },
        Builtin("assert", "<bs?:x>", arity: 2) { call throws(JSONataError) in
            if case .bool(true) = call[0] { return .undefined }
            throw JSONataError("D3141", text: call.string(1) ?? "$assert() statement failed")
        },
    ]

    static let randomFunction = Builtin("random", "<:n>", arity: 0) { call throws(JSONataError) in
        .double(call.run.random.unit())
    }

    /// `$eval`: parses and evaluates a text in the scope of the call (which ``EvalCallExpr`` knows).
    static let evalFunction = Builtin("eval", "<sx?:x>", arity: 2) { call throws(JSONataError) in
        guard let text = call.string(0) else { return .undefined }
        let input = call[1]
        return try DynamicEvaluation.evaluate(text, call.run, input: input, scope: nil, frame: nil)
    }
}
