import JSON
import JSONPath

extension DefinitionDecoder {
    /// A field that takes any path: `InputPath`, `OutputPath`, the `…Path` operators.
    mutating func path(_ text: String, at location: DefinitionPath) -> JSONPathExpression? {
        if isOpen(text) { return nil }
        guard text.hasPrefix("$"), let path = try? JSONPathExpression(text) else {
            refuse("Value must be a valid JSONPath.", at: location, cure: "a path starts with '$', as in \"$.name\"")
            return nil
        }
        variables.formUnion(path.variableReferences)
        return path
    }

    /// A field that takes a path to one value.
    mutating func referencePath(_ text: String, at location: DefinitionPath) -> JSONPathExpression? {
        if isOpen(text) { return nil }
        guard text.hasPrefix("$") else {
            refuse(
                "Value is not a Reference Path: Reference path didn't start with '$'", at: location,
                cure: "a path starts with '$', as in \"$.name\"")
            return nil
        }
        guard ReferencePathSyntax.accepts(text), let path = try? JSONPathExpression(text) else {
            refuse(
                "Value is not a Reference Path", at: location,
                cure: "name one value, without wildcards, filters, slices or '..'")
            return nil
        }
        variables.formUnion(path.variableReferences)
        return path
    }

    /// `ErrorPath`, `CausePath`: a path or an intrinsic call.
    mutating func pathOrIntrinsic(_ text: String, at location: DefinitionPath) -> Evaluable<String>? {
        if isOpen(text) { return nil }
        if text.hasPrefix("$"), let path = try? JSONPathExpression(text) {
            variables.formUnion(path.variableReferences)
            return .path(path)
        }
        if let call = try? IntrinsicCall(text) {
            variables.formUnion(call.variableReferences)
            return .intrinsic(call)
        }
        refuse("Value must be a valid JSONPath or a valid intrinsic function call", at: location)
        return nil
    }

    mutating func dataPath(_ field: String, of object: JSONObject, at location: DefinitionPath) -> DataPath? {
        switch object[field] {
        case nil: return .whole
        case .null?: return .empty
        case .string(let text)?:
            return path(text, at: location.appending(field)).map { text == "$" ? .whole : .path($0) }
        default:
            expect("String", at: location.appending(field))
            return nil
        }
    }

    mutating func resultPath(of object: JSONObject, at location: DefinitionPath) -> ResultPath? {
        let place = location.appending("ResultPath")
        switch object["ResultPath"] {
        case nil: return .whole
        case .null?: return .discard
        case .string(let text)?:
            if text == "$" { return .whole }
            if isOpen(text) { return nil }
            guard text.hasPrefix("$") else {
                refuse("Value is not a Reference Path: Reference path didn't start with '$'", at: place)
                return nil
            }
            guard !text.hasPrefix("$$"), ReferencePathSyntax.accepts(text), let path = try? ReferencePath(text) else {
                refuse(
                    "Value is not a Reference Path", at: place,
                    cure: "write to one place of the input, as in \"$.result\"")
                return nil
            }
            return .path(path)
        default:
            expect("String", at: place)
            return nil
        }
    }

    /// `Parameters`, `ResultSelector`, `ItemSelector`, `Assign` of a JSONPath state.
    mutating func payload(_ value: JSONValue, at location: DefinitionPath) -> PayloadTemplate? {
        let before = findings.count
        checkPayload(value, at: location)
        guard findings.dropFirst(before).allSatisfy({ $0.severity == .warning }) else { return nil }
        do throws(any Error) {
            return try PayloadTemplate(value)
        } catch {
            if !rules.toleratesPlaceholders { refuse("Value must be a valid payload template", at: location) }
            return nil
        }
    }

    private mutating func checkPayload(_ value: JSONValue, at location: DefinitionPath) {
        switch value {
        case .array(let elements):
            for (number, element) in elements.enumerated() { checkPayload(element, at: location.appending(number)) }
        case .object(let object):
            for member in object.members { checkPayload(member, of: object, at: location) }
        default: break
        }
    }

    private mutating func checkPayload(_ member: JSONObject.Member, of object: JSONObject, at location: DefinitionPath)
    {
        let place = location.appending(member.key)
        guard member.key.hasSuffix(".$") else {
            if let text = member.value.string { warnOfMissingDollar(text, member.key, at: location) }
            checkPayload(member.value, at: place)
            return
        }
        guard let text = member.value.string, isOpen(text) || isExpression(text) else {
            refuse(
                "The value for the field '\(member.key)' must be a valid JSONPath or a valid intrinsic function call",
                at: location, target: place, cure: payloadCure(for: member))
            return
        }
        let plain = String(member.key.dropLast(2))
        if object[plain] != nil {
            refuse(
                "The field '\(plain)' is given twice: as '\(plain)' and as '\(member.key)'", at: location,
                target: place,
                atName: true, cure: "keep one of the two")
        }
    }

    private mutating func isExpression(_ text: String) -> Bool {
        if text.hasPrefix("$") {
            guard let path = try? JSONPathExpression(text) else { return false }
            variables.formUnion(path.variableReferences)
            return true
        }
        guard let call = try? IntrinsicCall(text) else { return false }
        variables.formUnion(call.variableReferences)
        return true
    }

    private func payloadCure(for member: JSONObject.Member) -> String {
        guard let text = member.value.string else {
            return "a name that ends in '.$' takes a string; without '.$' the value is taken as it is"
        }
        if text.hasPrefix("$") || text.hasPrefix("States.") { return "the path or the call can't be read" }
        return "write a path such as \"$.\(text)\", or drop the '.$' of the name to pass the text itself"
    }
}
