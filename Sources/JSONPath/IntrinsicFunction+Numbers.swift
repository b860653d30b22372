import JSON

extension IntrinsicFunction {
    func callOnNumbers(
        _ arguments: [JSONValue], drawing generator: inout SeededGenerator
    ) throws(IntrinsicFault) -> JSONValue {
        let first = try integer(arguments[0])
        let second = try integer(arguments[1])
        switch self {
        case .mathAdd:
            let (sum, overflow) = first.addingReportingOverflow(second)
            if overflow { throw .invalid(self) }
            return .int(sum)
        case .mathRandom:
            guard first < second else { throw .invalid(self) }
            guard arguments.count == 3 else { return .int(Int64.random(in: first..<second, using: &generator)) }
            var random = JavaRandom(seed: try integer(arguments[2]))
            guard let width = Int32(exactly: second &- first) else { throw .invalid(self) }
            return .int(first &+ Int64(random.next(below: width)))
        default: throw .invalid(self)
        }
    }
}
