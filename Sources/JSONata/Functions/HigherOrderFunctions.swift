import JSON

extension Builtin {
    static let higherOrderFunctions: [Builtin] = [
        Builtin("map", "<af>", arity: 2) { call throws(JSONataError) in
            guard let items = call[0].items, let function = call.function(1) else { return .undefined }
            var result = Items()
            for index in 0..<items.count {
                let value = try call.run.call(function, items[index], Value(count: index), call[0])
                if !value.isUndefined { result.append(value) }
            }
            return result.sequence
        },
        Builtin("filter", "<af>", arity: 2) { call throws(JSONataError) in
            guard let items = call[0].items, let function = call.function(1) else { return .undefined }
            var result = Items()
            for index in 0..<items.count {
                let isKept = try call.run.call(function, items[index], Value(count: index), call[0])
                if Truth.of(isKept) == true { result.append(items[index]) }
            }
            return result.sequence
        },
        Builtin("single", "<af?>", arity: 2) { call throws(JSONataError) in
            guard let items = call[0].items else { return .undefined }
            var found: Value?
            for index in 0..<items.count {
                if let function = call.function(1) {
                    let isMatch = try call.run.call(function, items[index], Value(count: index), call[0])
                    guard Truth.of(isMatch) == true else { continue }
                }
                guard found == nil else { throw JSONataError("D3138", at: 0) }
                found = items[index]
            }
            guard let found else { throw JSONataError("D3139", at: 0) }
            return found
        },
        Builtin("reduce", "<afj?:j>", arity: 3) { call throws(JSONataError) in
            guard let items = call[0].items, let function = call.function(1) else { return .undefined }
            guard function.arity >= 2 else { throw JSONataError("D3050", at: 1) }
            var result = call[2]
            var start = 0
            if result.isUndefined, !items.isEmpty {
                result = items[0]
                start = 1
            }
            for index in start..<max(start, items.count) {
                try call.run.count()
                var arguments = [result, items[index]]
                if function.arity >= 3 { arguments.append(Value(count: index)) }
                if function.arity >= 4 { arguments.append(call[0]) }
                result = try call.run.call(function, arguments, context: .null)
            }
            return result
        },
        Builtin("sift", "<o-f?:o>", arity: 2) { call throws(JSONataError) in
            guard call[0].isObject, let function = call.function(1) else { return .undefined }
            var result = ObjectBuilder()
            for member in call[0].members {
                let isKept = try call.run.call(function, member.value, .string(member.key), call[0])
                if Truth.of(isKept) == true { result.append(member.key, member.value) }
            }
            return result.count == 0 ? .undefined : result.value
        },
        Builtin("each", "<o-f:a>", arity: 2) { call throws(JSONataError) in
            guard call[0].isObject, let function = call.function(1) else { return .undefined }
            var result = Items()
            for member in call[0].members {
                let value = try call.run.call(function, member.value, .string(member.key), call[0])
                if !value.isUndefined { result.append(value) }
            }
            return result.sequence
        },
    ]
}
