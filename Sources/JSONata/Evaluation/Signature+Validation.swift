import JSON

extension Signature {
    /// Matches arguments, and gives them in the places of the parameters: a missing one from the context, a single value for an
    /// array as an array.
    func validate(
        _ arguments: [Value], context: Value, name: String?, position: Int
    ) throws(JSONataError) -> [Value] {
        if isPlainMatch(arguments) { return arguments }
        let types = arguments.map(\.signatureType)
        var counts = [Int](repeating: 0, count: parameters.count)
        guard match(0, 0, types, toEnd: true, upTo: parameters.count, &counts) else {
            throw mismatch(arguments, types, name: name, position: position)
        }
        var result: [Value] = []
        result.reserveCapacity(max(parameters.count, arguments.count))
        var next = 0
        for index in parameters.indices {
            let parameter = parameters[index]
            if counts[index] == 0 {
                if parameter.usesContext {
                    guard parameter.types.contains(context.signatureType) else {
                        throw JSONataError(
                            "T0411", at: position,
                            Details(token: name, value: context.json, index: next + 1))
                    }
                    result.append(context)
                } else {
                    result.append(next < arguments.count ? arguments[next] : .undefined)
                    next += 1
                }
                continue
            }
            for _ in 0..<counts[index] {
                var argument = next < arguments.count ? arguments[next] : .undefined
                if parameter.isArray, !argument.isUndefined {
                    try checkItems(of: argument, parameter, number: next + 1, count: counts[index], name, position)
                    if !argument.isArray { argument = Items([argument]).array }
                }
                result.append(argument)
                next += 1
            }
        }
        return result
    }

    private typealias Details = JSONataError.Details

    /// The common case: as many arguments as parameters, each of its type, nothing to be wrapped or looked into.
    @inline(__always)
    private func isPlainMatch(_ arguments: [Value]) -> Bool {
        guard arguments.count <= parameters.count else { return false }
        for parameter in parameters[arguments.count...] where !parameter.isOptional || parameter.usesContext {
            return false
        }
        for index in arguments.indices {
            let type = arguments[index].signatureType
            let parameter = parameters[index]
            guard parameter.types.contains(type), !parameter.isRepeated else { return false }
            if parameter.isArray {
                guard type == .array else { return false }
                if let items = parameter.items {
                    guard case .array(let elements) = arguments[index], Self.all(elements, items) else { return false }
                }
            }
        }
        return true
    }

    /// Matches as a regular expression does: greedily, giving back where the rest doesn't match.
    private func match(
        _ parameter: Int, _ argument: Int, _ types: [Types], toEnd: Bool, upTo end: Int, _ counts: inout [Int]
    ) -> Bool {
        if parameter == end { return !toEnd || argument == types.count }
        let rule = parameters[parameter]
        var most = 0
        let limit = rule.isRepeated ? types.count - argument : min(1, types.count - argument)
        while most < limit, rule.types.contains(types[argument + most]) { most += 1 }
        let least = rule.isOptional ? 0 : 1
        guard most >= least else { return false }
        for count in (least...most).reversed() {
            counts[parameter] = count
            if match(parameter + 1, argument + count, types, toEnd: toEnd, upTo: end, &counts) { return true }
        }
        return false
    }

    private func checkItems(
        of argument: Value, _ parameter: Parameter, number: Int, count: Int, _ name: String?, _ position: Int
    ) throws(JSONataError) {
        guard let expected = parameter.items else { return }
        let isRight: Bool
        if case .array(let elements) = argument {
            isRight = Self.all(elements, expected)
        } else if let items = argument.items {
            isRight = items.all.allSatisfy { expected.contains($0.signatureType) }
        } else {
            isRight = expected == argument.signatureType && count == 1
        }
        guard isRight else {
            throw JSONataError(
                "T0412", at: position,
                Details(token: name, value: argument.json, index: number, type: Self.plural(parameter.itemsText)))
        }
    }

    @inline(__always)
    private static func all(_ elements: [JSONValue], _ expected: Types) -> Bool {
        if expected == .number { return elements.allSatisfy(isNumber) }
        for element in elements where !expected.contains(Value(element).signatureType) { return false }
        return true
    }

    private static func isNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .int, .double, .decimal: true
        default: false
        }
    }

    private static func plural(_ letters: String) -> String {
        switch letters.first {
        case "a": "arrays"
        case "b": "booleans"
        case "f": "functions"
        case "n": "numbers"
        case "o": "objects"
        case "s": "strings"
        default: letters
        }
    }

    /// The first argument that doesn't match.
    private func mismatch(
        _ arguments: [Value], _ types: [Types], name: String?, position: Int
    ) -> JSONataError {
        var matched = 0
        for end in 1..<max(1, parameters.count + 1) {
            var counts = [Int](repeating: 0, count: parameters.count)
            guard match(0, 0, types, toEnd: false, upTo: end, &counts) else { break }
            matched = counts.prefix(end).reduce(0, +)
        }
        let value = matched < arguments.count ? arguments[matched].json : nil
        return JSONataError("T0410", at: position, Details(token: name, value: value, index: matched + 1))
    }
}
