// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "thread-sanitizer",
    dependencies: [.package(url: "https://github.com/apple/swift-collections", from: "1.6.0")],
    targets: [
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        room("JSON", [], exclude: ["README.md"]),
        room("Digests", []),
        room("JSONPath", ["JSON", "Digests"], exclude: ["README.md"]),
        room("JSONata", ["JSON", "Digests", "CPCRE2"], exclude: ["README.md"]),
        room("StatesLanguage", ["JSON", "JSONPath", "JSONata"], exclude: ["README.md"]),
        room("Interpreter", ["JSON", "JSONPath", "JSONata", "StatesLanguage"]),
        room("Journal", ["JSON", "CSQLite"]),
        room("Integrations", ["JSON", "StatesLanguage"]),
        room(
            "Engine",
            [
                "JSON", "Digests", "StatesLanguage", "Interpreter", "Journal", "Integrations",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "DequeModule", package: "swift-collections"),
            ]),
        tests("EngineTests", ["JSON", "StatesLanguage", "Interpreter", "Journal", "Integrations", "Engine"]),
        tests("JournalTests", ["Journal", "CSQLite"]),
    ]
)
