/// The test files that the paths of a command line name.
enum TestPaths {
    static let endings = [".test.yaml", ".test.yml", ".test.json"]

    static func expanding(_ paths: [String]) throws -> [String] {
        try FolderWalk.expanding(paths, where: { path in endings.contains(where: path.hasSuffix) }) { folder in
            CommandError(
                .unavailable, "There is no test file in \(folder).",
                cure: "Test files end in .test.yaml, .test.yml or .test.json.")
        }
    }
}
