/// An ASL definition in a file.
struct DefinitionFile {
    /// The ASL as JSON text.
    let text: String

    init(path: String) throws {
        text = try InputFile.text(path)
    }
}
