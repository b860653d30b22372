/// Finds the handler of a function from what its entry says, or from its folder alone.
struct HandlerSearch {
    struct Found: Equatable {
        var directory: String
        var runtime: FunctionRuntime
    }

    struct Failure: Error, Equatable {
        var message: String
        var cure: String
    }

    /// Modules that may hold the handler, in this order.
    static let modules = ["app", "lambda_function", "handler", "index", "main", "function"]
    /// Functions that may be the handler, in this order.
    static let functions = ["lambda_handler", "handler"]
    static let bootstrap = "bootstrap"

    /// Where a relative path starts.
    let base: String

    /// `text` is a folder, a file, or `folder/module.function`; `runtime` what the entry names, if it does.
    func find(_ text: String, runtime: String?) throws(Failure) -> Found {
        let path = FilePaths.absolute(text, in: base)
        switch FilePaths.kind(of: path) {
        case .directory: return try inDirectory(path, written: text, runtime: runtime)
        case .file: return try file(path, written: text, runtime: runtime)
        case nil: return try dotted(path, written: text, runtime: runtime)
        }
    }

    private func inDirectory(_ directory: String, written: String, runtime: String?) throws(Failure) -> Found {
        let executable = directory + "/" + Self.bootstrap
        if runtime != "python", FilePaths.kind(of: executable) == .file {
            return try provided(executable, written: written + "/" + Self.bootstrap)
        }
        if runtime != "provided" {
            for module in Self.modules {
                guard let source = FilePaths.text(of: "\(directory)/\(module).py") else { continue }
                for function in Self.functions where Self.defines(function, in: source) {
                    return Found(directory: directory, runtime: .python(handler: "\(module).\(function)"))
                }
            }
        }
        throw Failure(
            message: "No handler in the folder '\(written)'.",
            cure:
                "Put a 'def lambda_handler(event, context):' into app.py or lambda_function.py there, or an executable "
                + "'bootstrap', or name the handler: '\(written)/module.function'.")
    }

    private func file(_ path: String, written: String, runtime: String?) throws(Failure) -> Found {
        guard path.hasSuffix(".py"), runtime != "provided" else { return try provided(path, written: written) }
        let (directory, name) = FilePaths.split(path)
        let module = String(name.dropLast(3))
        let source = FilePaths.text(of: path) ?? ""
        for function in Self.functions where Self.defines(function, in: source) {
            return Found(directory: directory, runtime: .python(handler: "\(module).\(function)"))
        }
        throw Failure(
            message: "No handler in '\(written)'.",
            cure: "Define 'def lambda_handler(event, context):' there, or name its function: "
                + "'\(written.dropLast(3)).function'.")
    }

    /// `folder/module.function`.
    private func dotted(_ path: String, written: String, runtime: String?) throws(Failure) -> Found {
        let (directory, name) = FilePaths.split(path)
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard runtime != "provided", parts.count >= 2, !parts.contains("") else {
            throw Failure(
                message: "There is no '\(written)' in \(base).",
                cure: "Name a folder with a handler, or 'folder/module.function'.")
        }
        let module = parts.dropLast().joined(separator: "/")
        guard
            FilePaths.kind(of: "\(directory)/\(module).py") == .file
                || FilePaths.kind(of: "\(directory)/\(module)/__init__.py") == .file
        else {
            throw Failure(
                message: "There is no module '\(module).py' in \(directory).",
                cure: "Write the handler as 'folder/module.function', the folder relative to \(base).")
        }
        return Found(directory: directory, runtime: .python(handler: name))
    }

    private func provided(_ path: String, written: String) throws(Failure) -> Found {
        guard FilePaths.isExecutable(path) else {
            throw Failure(message: "'\(written)' isn't executable.", cure: "Type 'chmod +x \(written)'.")
        }
        return Found(directory: FilePaths.split(path).directory, runtime: .provided(executable: path))
    }

    /// Whether a Python source defines a name at its top level.
    static func defines(_ name: String, in source: String) -> Bool {
        source.split(whereSeparator: \.isNewline).contains { line in
            for start in ["def \(name)", "async def \(name)", name] where line.hasPrefix(start) {
                let rest = line.dropFirst(start.count).drop { $0 == " " }
                if start == name
                    ? (rest.hasPrefix("=") && !rest.hasPrefix("==")) || rest.hasPrefix(":") : rest.hasPrefix("(")
                {
                    return true
                }
            }
            return importsName(name, line: line)
        }
    }

    /// `from package.module import handler`, with or without `as`.
    private static func importsName(_ name: String, line: Substring) -> Bool {
        guard line.hasPrefix("from "), let names = line.split(separator: " import ", maxSplits: 1).last else {
            return false
        }
        return names.split(separator: ",").contains { entry in
            entry.split { $0 == " " || $0 == "(" || $0 == ")" }.last.map { $0 == name } ?? false
        }
    }
}
