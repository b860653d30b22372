import Yams

/// Reads one entry of a `fermata.yaml`; each error names its line and column.
struct EntryReader {
    let file: String
    let base: String

    static let fields = ["handler", "runtime", "timeout", "memory", "environment", "concurrency"]

    func compose(_ text: String) throws(FunctionsFileError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw syntaxError(error)
        } catch {
            throw FunctionsFileError(file: file, message: "Not YAML: \(error).", cure: "Correct it.")
        }
    }

    func definition(_ key: Node, _ value: Node) throws(FunctionsFileError) -> FunctionDefinition {
        guard case .scalar(let scalar) = key, FunctionsFile.isFunctionName(scalar.string) else {
            throw error(
                at: key, "Not a function's name.", "Use 1 to 64 letters, digits, hyphens and underscores, as on AWS.")
        }
        let name = scalar.string
        switch value {
        case .scalar(let handler) where !isNull(value):
            let found = try find(handler.string, runtime: nil, at: value)
            return FunctionDefinition(name: name, runtime: found.runtime, directory: found.directory)
        case .mapping(let entry):
            return try definition(name, entry, at: key)
        default:
            throw error(at: value.mark == nil ? key : value, "'\(name)' has no handler.", "Write '\(name): folder'.")
        }
    }

    private func definition(
        _ name: String, _ entry: Node.Mapping, at key: Node
    ) throws(FunctionsFileError) -> FunctionDefinition {
        for (field, _) in entry where !Self.fields.contains(field.string ?? "") {
            throw error(
                at: field, "Unknown field '\(field.string ?? "?")' in '\(name)'.",
                "Known fields are \(Self.fields.joined(separator: ", ")).")
        }
        guard let handler = entry["handler"], let path = handler.string, !isNull(handler) else {
            throw error(at: entry["handler"] ?? key, "'\(name)' has no handler.", "Add 'handler: folder'.")
        }
        let found = try find(path, runtime: try runtime(entry["runtime"]), at: handler)
        var definition = FunctionDefinition(name: name, runtime: found.runtime, directory: found.directory)
        if let node = entry["timeout"] {
            definition.timeoutSeconds = try number(node, "timeout", FunctionDefinition.timeoutBounds, "seconds")
        }
        if let node = entry["memory"] {
            definition.memoryMB = try integer(node, "memory", FunctionDefinition.memoryBounds, "MiB")
        }
        if let node = entry["concurrency"] {
            definition.concurrency = try integer(
                node, "concurrency", FunctionDefinition.concurrencyBounds, "processes at once")
        }
        if let node = entry["environment"], !isNull(node) { definition.environment = try environment(node) }
        return definition
    }

    private func runtime(_ node: Node?) throws(FunctionsFileError) -> String? {
        guard let node else { return nil }
        let text = node.string ?? ""
        if text.hasPrefix("python") { return "python" }
        if text.hasPrefix("provided") { return "provided" }
        throw error(at: node, "Unknown runtime '\(text)'.", "Use python, or provided for an executable 'bootstrap'.")
    }

    private func find(_ text: String, runtime: String?, at node: Node) throws(FunctionsFileError) -> HandlerSearch.Found
    {
        do {
            return try HandlerSearch(base: base).find(text, runtime: runtime)
        } catch {
            throw self.error(at: node, error.message, error.cure)
        }
    }

    private func number(
        _ node: Node, _ field: String, _ bounds: ClosedRange<Double>, _ unit: String
    ) throws(FunctionsFileError) -> Double {
        if let value = node.float ?? node.int.map(Double.init), bounds.contains(value) { return value }
        throw error(
            at: node, "'\(field)' must be a number of \(unit).", "Use \(bounds.lowerBound) to \(bounds.upperBound).")
    }

    private func integer(
        _ node: Node, _ field: String, _ bounds: ClosedRange<Int>, _ unit: String
    ) throws(FunctionsFileError) -> Int {
        if let value = node.int, bounds.contains(value) { return value }
        throw error(
            at: node, "'\(field)' must be a whole number of \(unit).",
            "Use \(bounds.lowerBound) to \(bounds.upperBound).")
    }

    private func environment(_ node: Node) throws(FunctionsFileError) -> [String: String] {
        guard case .mapping(let entries) = node else {
            throw error(at: node, "'environment' must map names to texts.", "Write 'NAME: value' below it, indented.")
        }
        var environment: [String: String] = [:]
        for (key, value) in entries {
            guard let name = key.string, !name.isEmpty, !name.contains("="), case .scalar(let scalar) = value else {
                throw error(at: key, "Not a variable with a text.", "Write 'NAME: value'.")
            }
            environment[name] = scalar.string
        }
        return environment
    }

    func isNull(_ node: Node) -> Bool { node.null != nil }

    func error(at node: Node, _ message: String, _ cure: String) -> FunctionsFileError {
        FunctionsFileError(
            file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0, message: message, cure: cure)
    }

    private func syntaxError(_ error: YamlError) -> FunctionsFileError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            FunctionsFileError(
                file: file, line: mark.line, column: mark.column, message: "Not YAML: \(problem).",
                cure: "Check the indentation (spaces, no tabs), colons and quotes there.")
        case .duplicatedKeysInMapping(let duplicates, let context):
            FunctionsFileError(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "The same name twice: \(duplicates.joined(separator: ", ")).", cure: "Remove one.")
        default:
            FunctionsFileError(file: file, message: "Not YAML: \(error).", cure: "Correct it.")
        }
    }
}
