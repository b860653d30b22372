import JSON

extension IntrinsicFunction {
    func callOnArray(_ arguments: [JSONValue]) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .arrayPartition: return try partition(try array(arguments[0]), by: try integer(arguments[1]))
        case .arrayContains: return .bool(try array(arguments[0]).contains(arguments[1]))
        case .arrayRange:
            return try range(
                from: try integer(arguments[0]), through: try integer(arguments[1]), by: try integer(arguments[2]))
        case .arrayGetItem:
            let elements = try array(arguments[0])
            guard let index = Int(exactly: try integer(arguments[1])), elements.indices.contains(index) else {
                throw .invalid(self)
            }
            return elements[index]
        case .arrayLength: return .int(Int64(try array(arguments[0]).count))
        case .arrayUnique:
            var seen: Set<JSONValue> = []
            return .array(try array(arguments[0]).filter { seen.insert($0).inserted })
        default: throw .invalid(self)
        }
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
