import JSON

extension Builtin {
    static let objectFunctions: [Builtin] = [
        Builtin("keys", "<x-:a<s>>", arity: 1) { call throws(JSONataError) in
            var keys: [String] = []
            var seen: Set<String> = []
            Objects.collectKeys(call[0], into: &keys, &seen)
            return Items(keys.map { JSONValue.string($0) }).sequence
        },
        Builtin("lookup", "<x-s:x>", arity: 2) { call throws(JSONataError) in
            guard let key = call.string(1) else { return .undefined }
            return Objects.lookup(call[0], key)
        },
        Builtin("spread", "<x-:a<o>>", arity: 1) { call throws(JSONataError) in
            Objects.spread(call[0])
        },
        Builtin("merge", "<a<o>:o>", arity: 1) { call throws(JSONataError) in
            guard let items = call[0].items else { return .undefined }
            var result = ObjectBuilder()
            for index in 0..<items.count {
                let members = items[index].members
                try call.run.count(steps: members.count)
                for member in members { result.set(member.key, member.value) }
            }
            return result.value
        },
        Builtin("clone", "<(oa)-:o>", arity: 1) { call throws(JSONataError) in
            // Values never change: a copy is the value itself, without functions and marks.
            call[0].isUndefined ? .undefined : Value(call[0].json)
        },
    ]
}

enum Objects {
    static func collectKeys(_ value: Value, into keys: inout [String], _ seen: inout Set<String>) {
        switch value {
        case .object(let object):
            for member in object.members where seen.insert(member.key).inserted { keys.append(member.key) }
        case .record(let record):
            for member in record.members where seen.insert(member.key).inserted { keys.append(member.key) }
        default:
            guard let items = value.items else { return }
            for index in 0..<items.count { collectKeys(items[index], into: &keys, &seen) }
        }
    }

    static func lookup(_ value: Value, _ key: String) -> Value {
        guard let items = value.items else { return value.member(key) }
        var result = Items()
        for index in 0..<items.count {
            let found = lookup(items[index], key)
            if found.isUndefined { continue }
            if let inner = found.items { result.append(contentsOf: inner) } else { result.append(found) }
        }
        return result.sequence
    }

    static func spread(_ value: Value) -> Value {
        if let items = value.items {
            var result = Items()
            for index in 0..<items.count { result.append(contentsOf: spread(items[index]).itemsOrSelf) }
            return items.isEmpty ? result.sequence : result.array
        }
        guard value.isObject else { return value }
        var result = Items()
        for member in value.members {
            var single = ObjectBuilder()
            single.append(member.key, member.value)
            result.append(single.value)
        }
        return result.sequence
    }
}
