import JSON

extension IntrinsicFunction {
    func callOnNumbers(
        _ arguments: [JSONValue], drawing generator: inout SeededGenerator
    ) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .mathAdd:
            let (sum, overflow) = try roundedInteger(arguments[0]).addingReportingOverflow(roundedInteger(arguments[1]))
            if overflow { throw .invalid(self) }
            return .int(Int64(sum))
        case .mathRandom:
            let first = try integer(arguments[0])
            let last = try integer(arguments[1])
            guard first < last else { throw .invalid(self) }
            guard arguments.count == 3 else { return .int(Int64.random(in: first..<last, using: &generator)) }
            var random = JavaRandom(seed: try integer(arguments[2]))
            let (width, overflow) = last.subtractingReportingOverflow(first)
            guard !overflow, let width = Int32(exactly: width) else { throw .invalid(self) }
            return .int(first &+ Int64(random.next(below: width)))
        default: throw .invalid(self)
        }
    }
}
