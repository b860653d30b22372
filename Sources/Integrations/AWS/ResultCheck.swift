public import JSON
public import StatesLanguage

/// Whether a value could be what a Task gets from a service, by the service's model: for results that someone made up.
public struct ResultCheck: Sendable {
    private let output: Shape?
    private let names: ResultWriter.Names
    private let operation: String

    /// What can't be, and where in the value.
    public struct Fault: Sendable, Equatable {
        public let path: DefinitionPath
        public let message: String
        /// The member that doesn't exist, and those that do.
        public let unknown: String?
        public let known: [String]
    }

    /// What Step Functions adds to an answer of its optimized integrations.
    private static let added: Set<String> = ["SdkHttpMetadata", "SdkResponseMetadata"]

    init(_ operation: ServiceOperation, names: ResultWriter.Names) {
        output = operation.output
        self.names = names
        self.operation = operation.name
    }

    /// - Parameter isOpen: tells a part of the value that is yet to be computed, and fits.
    public func faults(in result: JSONValue, isOpen: (JSONValue) -> Bool) -> [Fault] {
        var faults: [Fault] = []
        guard let output else {
            if case .object = result { return [] }
            return isOpen(result) ? [] : [fault(.top, "\(operation) gives an object")]
        }
        check(result, output, at: .top, isOpen, into: &faults)
        return faults
    }

    private func fault(
        _ path: DefinitionPath, _ message: String, unknown: String? = nil, known: [String] = []
    ) -> Fault {
        Fault(path: path, message: message, unknown: unknown, known: known)
    }

    private func check(
        _ value: JSONValue, _ shape: Shape, at path: DefinitionPath, _ isOpen: (JSONValue) -> Bool,
        into faults: inout [Fault]
    ) {
        if isOpen(value) || value.isNull || shape.isDocument || shape.isEventStream { return }
        switch (shape.kind, value) {
        case (.structure, .object(let object)):
            let members = shape.members.map { (name: names.of($0.name), shape: $0.shape) }
            for member in object.members {
                if let known = members.first(where: { $0.name == member.key }) {
                    check(member.value, known.shape, at: path.appending(member.key), isOpen, into: &faults)
                } else if !(path.steps.isEmpty && Self.added.contains(member.key)) {
                    faults.append(
                        fault(
                            path.appending(member.key), "'\(member.key)' is no member of \(shape.name)",
                            unknown: member.key, known: members.map(\.name)))
                }
            }
        case (.list, .array(let elements)):
            guard let element = shape.element else { return }
            for (place, value) in elements.enumerated() {
                check(value, element, at: path.appending(place), isOpen, into: &faults)
            }
        case (.map, .object(let object)):
            guard let inner = shape.value else { return }
            for member in object.members {
                check(member.value, inner, at: path.appending(member.key), isOpen, into: &faults)
            }
        default:
            if let wanted = shape.kind.mismatch(value) {
                let name = path.steps.isEmpty ? operation : shape.name
                faults.append(fault(path, "\(name) is \(wanted), not \(value.serialized().prefix(80))"))
            }
        }
    }
}

extension Shape.Kind {
    /// What a value should be that can't be of this kind; nil for one that can.
    fileprivate func mismatch(_ value: JSONValue) -> String? {
        switch self {
        case .structure, .map: return "an object"
        case .list: return "an array"
        case .string, .character: return value.string == nil ? "a text" : nil
        case .boolean: return value.bool == nil ? "true or false" : nil
        case .integer, .long, .short, .byte, .bigInteger: return value.integer == nil ? "a whole number" : nil
        case .float, .double, .bigDecimal: return value.number == nil ? "a number" : nil
        case .timestamp: return value.string == nil && value.number == nil ? "a time" : nil
        // A text or, where the service holds JSON in it, any value.
        case .blob: return nil
        }
    }
}

extension ModelCatalog {
    /// How to check what a Task with this resource gets; nil where no model tells: jobs, callbacks, what isn't AWS's.
    public func resultCheck(of resource: TaskResource) -> ResultCheck? {
        guard case .integration(let call) = resource.target, call.pattern == .requestResponse else { return nil }
        if call.service.hasPrefix("aws-sdk:") {
            let name = String(call.service.dropFirst("aws-sdk:".count))
            return operation(call.action, of: name).map { ResultCheck($0, names: .sdk) }
        }
        guard let service = OptimizedService.all.first(where: { $0.name == call.service }),
            service.actions.contains(call.action)
        else { return nil }
        return operation(call.action, of: service.model).map { ResultCheck($0, names: .model) }
    }

    private func operation(_ action: String, of name: String) -> ServiceOperation? {
        try? service(name).operation(action)
    }
}
