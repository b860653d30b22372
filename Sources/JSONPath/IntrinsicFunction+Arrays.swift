import JSON

extension IntrinsicFunction {
    func callOnArray(_ arguments: [JSONValue]) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .arrayPartition: return try partition(try array(arguments[0]), by: try integer(arguments[1]))
        case .arrayContains:
            // Compared as text: `true` is in `["true"]`, and objects with their members in another order differ.
            let sought = Self.text(arguments[1])
            return .bool(try array(arguments[0]).contains { Self.text($0) == sought })
        case .arrayRange:
            return try range(
                from: try integer(arguments[0]), through: try integer(arguments[1]), by: try integer(arguments[2]))
        case .arrayGetItem:
            let elements = try array(arguments[0])
            let index = try integer(arguments[1])
            if elements.isEmpty, index >= 0 { return .null }
            guard let index = Int(exactly: index), elements.indices.contains(index) else { throw .invalid(self) }
            return elements[index]
        case .arrayLength: return .int(Int64(try array(arguments[0]).count))
        case .arrayUnique: return .array(JavaHashOrder.unique(try array(arguments[0])))
        default: throw .invalid(self)
        }
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { value.serialized() }
    }

    private func partition(_ elements: [JSONValue], by size: Int64) throws(IntrinsicFault) -> JSONValue {
        guard size >= 1 else { throw .invalid(self) }
        let size = Int(clamping: min(size, Int64(max(1, elements.count))))
        return .array(
            stride(from: 0, to: elements.count, by: size).map { start in
                .array(Array(elements[start..<min(elements.count, start + size)]))
            })
    }

    private func range(from first: Int64, through last: Int64, by step: Int64) throws(IntrinsicFault) -> JSONValue {
        guard step != 0 else { throw .invalid(self) }
        var elements: [JSONValue] = []
        var value = first
        while step > 0 ? value <= last : value >= last {
            guard elements.count < Self.rangeLimit else { throw .invalid(self) }
            elements.append(.int(value))
            let (next, overflow) = value.addingReportingOverflow(step)
            if overflow { break }
            value = next
        }
        return .array(elements)
    }
}
