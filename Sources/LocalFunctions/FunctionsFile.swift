import Yams

/// The functions that a `fermata.yaml` names.
///
///     functions:
///       ValidateOrder: functions/validate          # a folder: app.py with lambda_handler, or an executable bootstrap
///       ChargeCard: functions/payment/app.charge   # folder/module.function
///       Price:
///         handler: functions/price
///         runtime: python                          # or provided; found by itself where it isn't said
///         timeout: 30                              # seconds, 60 where it isn't said
///         memory: 256                              # MiB, 512 where it isn't said
///         concurrency: 4                           # processes at once, 10 where it isn't said
///         environment:
///           CURRENCY: EUR
///
/// Paths are relative to the file. Other top-level keys are left to those who know them.
public enum FunctionsFile {
    /// Reads a file. Nothing that it names has to be importable yet, but each handler must be there.
    public static func load(_ path: String) throws(FunctionsFileError) -> [FunctionDefinition] {
        guard let text = FilePaths.text(of: path) else {
            throw FunctionsFileError(file: path, message: "Can't read the file.", cure: "Check its name and rights.")
        }
        let base = FilePaths.split(FilePaths.absolute(path, in: FilePaths.current())).directory
        return try parse(text, file: path, base: base)
    }

    static func parse(_ text: String, file: String, base: String) throws(FunctionsFileError) -> [FunctionDefinition] {
        let reader = EntryReader(file: file, base: base)
        guard let root = try reader.compose(text) else { return [] }
        guard case .mapping(let top) = root else {
            throw reader.error(at: root, "Expected keys at the top level.", "Start with 'functions:'.")
        }
        guard let functions = top["functions"], !reader.isNull(functions) else { return [] }
        guard case .mapping(let entries) = functions else {
            throw reader.error(
                at: functions, "'functions' must map names to handlers.", "Write 'Name: folder' below it, indented.")
        }
        var definitions: [FunctionDefinition] = []
        for (key, value) in entries { definitions.append(try reader.definition(key, value)) }
        return definitions
    }

    /// Each folder inside a folder that holds a handler is a function by the folder's name.
    public static func scan(_ directory: String) throws(FunctionsFileError) -> [FunctionDefinition] {
        let base = FilePaths.absolute(directory, in: FilePaths.current())
        guard let names = FilePaths.names(in: base) else {
            throw FunctionsFileError(
                file: directory, message: "Can't read the folder.",
                cure: "Name a folder with one folder for each function.")
        }
        let search = HandlerSearch(base: base)
        var definitions: [FunctionDefinition] = []
        for name in names where FilePaths.kind(of: "\(base)/\(name)") == .directory && isFunctionName(name) {
            guard let found = try? search.find(name, runtime: nil) else { continue }
            definitions.append(FunctionDefinition(name: name, runtime: found.runtime, directory: found.directory))
        }
        if definitions.isEmpty {
            throw FunctionsFileError(
                file: directory, message: "No function in it.",
                cure: "Each function is a folder there with an app.py (def lambda_handler(event, context)) or an "
                    + "executable 'bootstrap'.")
        }
        return definitions
    }

    /// Lambda's rule for names: 1 to 64 letters, digits, hyphens and underscores.
    static func isFunctionName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
