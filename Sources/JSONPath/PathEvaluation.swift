import JSON

/// Applies the steps of a path to a document.
struct PathEvaluation {
    let steps: [PathStep]
    let document: JSONValue

    /// The node that a definite path selects, or the array of all that an indefinite one does.
    ///
    /// An indefinite path whose members are missing selects nothing (recorded on AWS).
    static func value(
        of steps: [PathStep], areDefinite: Bool, from node: JSONValue, in document: JSONValue
    ) throws(PathFault) -> JSONValue {
        let evaluation = PathEvaluation(steps: steps, document: document)
        if areDefinite { return try evaluation.single(from: node) }
        var results: [JSONValue] = []
        do {
            try evaluation.collect(0, node, isDefinite: true, into: &results)
        } catch {
            if case .notAnArray = error { throw error }
            return .array([])
        }
        return .array(results)
    }

    private func single(from node: JSONValue) throws(PathFault) -> JSONValue {
        var node = node
        for place in steps.indices {
            switch steps[place] {
            case .name(let name):
                guard case .object(let object) = node else { throw .notAnObject(step: place) }
                guard let member = object[name] else {
                    throw place == steps.count - 1 ? .noResults : .missingProperty(step: place)
                }
                node = member
            case .index(let index):
                guard case .array(let elements) = node else {
                    throw node.isNull ? .null(step: place) : .notAnArray(step: place, node)
                }
                let index = index < 0 ? elements.count + index : index
                guard elements.indices.contains(index) else { throw .noResults }
                node = elements[index]
            case .names(let names):
                guard case .object(let object) = node else { throw .notAnObject(step: place) }
                node = Self.merged(names, of: object)
            default: throw .noResults
            }
        }
        return node
    }

    private static func merged(_ names: [String], of object: JSONObject) -> JSONValue {
        var merged = JSONObject()
        for name in names { if let member = object[name] { merged[name] = member } }
        return .object(merged)
    }

    /// Appends what the steps from `place` on select below `node`. Once a step before was indefinite, what is missing
    /// is passed over.
    private func collect(
        _ place: Int, _ node: JSONValue, isDefinite: Bool, into results: inout [JSONValue]
    ) throws(PathFault) {
        guard place < steps.count else {
            results.append(node)
            return
        }
        switch steps[place] {
        case .name(let name): try member(name, place, node, isDefinite: isDefinite, into: &results)
        case .names(let names): try members(names, place, node, isDefinite: isDefinite, into: &results)
        case .wildcard:
            for child in node.children { try collect(place + 1, child, isDefinite: false, into: &results) }
        case .descent: try descend(place + 1, node, into: &results)
        case .filter(let filter): try select(filter, place, node, isDefinite: isDefinite, into: &results)
        case .index, .indexes, .slice:
            guard case .array(let elements) = node else {
                guard isDefinite else { return }
                throw node.isNull ? .null(step: place) : .notAnArray(step: place, node)
            }
            let remains = isDefinite && steps[place].isSingular
            for index in steps[place].places(among: elements.count) {
                try collect(place + 1, elements[index], isDefinite: remains, into: &results)
            }
        }
    }

    private func member(
        _ name: String, _ place: Int, _ node: JSONValue, isDefinite: Bool, into results: inout [JSONValue]
    ) throws(PathFault) {
        guard case .object(let object) = node else {
            guard isDefinite else { return }
            throw .notAnObject(step: place)
        }
        guard let member = object[name] else {
            guard isDefinite else { return }
            throw place == steps.count - 1 ? .noResults : .missingProperty(step: place)
        }
        try collect(place + 1, member, isDefinite: isDefinite, into: &results)
    }

    private func members(
        _ names: [String], _ place: Int, _ node: JSONValue, isDefinite: Bool, into results: inout [JSONValue]
    ) throws(PathFault) {
        guard case .object(let object) = node else {
            guard isDefinite else { return }
            throw .notAnObject(step: place)
        }
        guard place < steps.count - 1 else {
            results.append(Self.merged(names, of: object))
            return
        }
        for name in names {
            if let member = object[name] { try collect(place + 1, member, isDefinite: false, into: &results) }
        }
    }

    private func select(
        _ filter: Filter, _ place: Int, _ node: JSONValue, isDefinite: Bool, into results: inout [JSONValue]
    ) throws(PathFault) {
        switch node {
        case .object:
            if filter.accepts(node, in: document) {
                try collect(place + 1, node, isDefinite: false, into: &results)
            }
        case .array(let elements):
            for element in elements where filter.accepts(element, in: document) {
                try collect(place + 1, element, isDefinite: false, into: &results)
            }
        default: if isDefinite { throw .notAnArray(step: place, node) }
        }
    }

    /// Applies the step at `place` to the node and to all below it, the outer before the inner.
    private func descend(_ place: Int, _ node: JSONValue, into results: inout [JSONValue]) throws(PathFault) {
        switch (steps[place], node) {
        case (.name, .object), (.names, .object), (.wildcard, _), (.index, .array), (.indexes, .array),
            (.slice, .array), (.filter, .object):
            try collect(place, node, isDefinite: false, into: &results)
        default: break
        }
        for child in node.children { try descend(place, child, into: &results) }
    }
}

extension PathStep {
    /// The elements that an index, a union or a slice selects of an array of `count`, in order.
    func places(among count: Int) -> [Int] {
        switch self {
        case .index(let index): Self.resolved([index], count)
        case .indexes(let indexes): Self.resolved(indexes, count)
        case .slice(let from, let to):
            Array(Self.bound(from ?? 0, count)..<max(Self.bound(from ?? 0, count), Self.bound(to ?? count, count)))
        default: []
        }
    }

    private static func resolved(_ indexes: [Int], _ count: Int) -> [Int] {
        indexes.compactMap { index in
            let place = index < 0 ? count + index : index
            return (0..<count).contains(place) ? place : nil
        }
    }

    private static func bound(_ index: Int, _ count: Int) -> Int {
        min(count, max(0, index < 0 ? count + index : index))
    }
}

extension JSONValue {
    /// The members of an object or the elements of an array.
    var children: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .object(let object): object.members.map(\.value)
        default: []
        }
    }
}
