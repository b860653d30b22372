// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house (docs/architecture.md): what it imports, and nothing else.
func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The Swift runtime and Foundation become part of the binary: it runs where no Swift is, and as calls into them need no
/// jump through a table, a workflow costs a quarter less (docs/adr/0014). Tests link the shared libraries, as Testing does.
let ownRuntime: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib"], .when(platforms: [.linux])),
    // What Foundation's archive needs; the compiler names these only where it compiles for static linking, too.
    .linkedLibrary("CoreFoundation", .when(platforms: [.linux])),
    .linkedLibrary("_FoundationICU", .when(platforms: [.linux])),
    .linkedLibrary("_FoundationCShims", .when(platforms: [.linux])),
    .linkedLibrary("_FoundationCollections", .when(platforms: [.linux])),
    .linkedLibrary("stdc++", .when(platforms: [.linux])),
]

let package = Package(
    name: "fermata",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "fermata", targets: ["fermata"]),
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "JSONata", targets: ["JSONata"]),
        .library(name: "JSONPath", targets: ["JSONPath"]),
        .library(name: "StatesLanguage", targets: ["StatesLanguage"]),
        .library(name: "Interpreter", targets: ["Interpreter"]),
        .library(name: "Journal", targets: ["Journal"]),
        .library(name: "Engine", targets: ["Engine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        room("JSON", [], exclude: ["README.md"]),
        room("Digests", []),
        room("JSONata", ["JSON", "Digests", "CPCRE2"], exclude: ["README.md"]),
        room("JSONPath", ["JSON", "Digests"], exclude: ["README.md"]),
        room("StatesLanguage", ["JSON", "JSONPath", "JSONata"], exclude: ["README.md"]),
        room("Interpreter", ["JSON", "JSONPath", "JSONata", "StatesLanguage"]),
        room("Journal", ["JSON", "CSQLite"]),
        room(
            "LocalFunctions",
            [
                "JSON", "Digests", yams, nioCore, nioPosix, nioHTTP1,
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        room(
            "Integrations",
            [
                "JSON", "Digests", "StatesLanguage", "LocalFunctions", crypto, httpClient, nioCore, nioPosix, nioHTTP1,
            ]),
        room(
            "Engine",
            [
                "JSON", "Digests", "StatesLanguage", "Interpreter", "Journal", "Integrations",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "DequeModule", package: "swift-collections"),
            ]),
        room(
            "StepFunctionsAPI",
            [
                "JSON", "JSONPath", "StatesLanguage", "Interpreter", "Journal", "Integrations", "Engine",
                hummingbird, lifecycle, logging, nioCore, nioPosix,
                httpTypes,
            ]),
        room("DefinitionFiles", ["JSON", "StatesLanguage", yams]),
        room("Conversion", ["JSON", "JSONPath", "JSONata", "StatesLanguage", "Interpreter", "WorkflowTests"]),
        room("LambdaAPI", ["JSON", "Digests", "LocalFunctions", "Integrations"]),
        room("Pricing", ["JSON", "StatesLanguage", "Interpreter", "WorkflowTests"]),
        room("WorkflowTests", ["JSON", "JSONPath", "JSONata", "StatesLanguage", "Interpreter", "DefinitionFiles"]),
        room("Advice", ["JSON", "JSONPath", "JSONata", "StatesLanguage", "Interpreter", "Pricing"]),
        .executableTarget(
            name: "fermata",
            dependencies: [
                "JSON", "JSONata", "JSONPath", "StatesLanguage", "Interpreter", "Journal", "LocalFunctions",
                "Integrations", "Engine", "StepFunctionsAPI", "DefinitionFiles", "WorkflowTests", "Pricing", "Advice",
                "Conversion",
                "LambdaAPI", httpClient, httpTypes, hummingbird, lifecycle, signals,
                logging, nioCore, nioPosix, nioHTTP1, nioFoundation,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict, linkerSettings: ownRuntime),

        tests("DigestsTests", ["Digests"]),
        tests("JSONTests", ["JSON"]),
        tests("JSONataTests", ["JSON", "JSONata"]),
        tests("JSONPathTests", ["JSON", "JSONPath"]),
        tests("StatesLanguageTests", ["JSON", "JSONPath", "StatesLanguage"]),
        tests("InterpreterTests", ["JSON", "StatesLanguage", "Interpreter"]),
        tests("EngineTests", ["JSON", "StatesLanguage", "Interpreter", "Journal", "Integrations", "Engine"]),
        tests(
            "SimulationTests",
            ["JSON", "StatesLanguage", "Interpreter", "Journal", "Integrations", "Engine", "CSQLite"]),
        tests("DefinitionFilesTests", ["JSON", "StatesLanguage", "DefinitionFiles"]),
        tests("JournalTests", ["Journal", "CSQLite"]),
        tests(
            "StepFunctionsAPITests",
            [
                "JSON", "StatesLanguage", "Interpreter", "Journal", "Integrations", "Engine", "StepFunctionsAPI",
                logging,
                lifecycle, httpTypes, nioCore, nioPosix, hummingbird,
            ]),
        tests("LocalFunctionsTests", ["JSON", "LocalFunctions"]),
        tests(
            "IntegrationsTests", ["JSON", "Digests", "StatesLanguage", "LocalFunctions", "Integrations", crypto]),
        tests("LambdaAPITests", ["JSON", "LocalFunctions", "LambdaAPI"]),
        tests("WorkflowTestsTests", ["JSON", "StatesLanguage", "Interpreter", "WorkflowTests"]),
        tests("PricingTests", ["JSON", "StatesLanguage", "Interpreter", "WorkflowTests", "Pricing"]),
        tests("AdviceTests", ["JSON", "StatesLanguage", "Pricing", "Advice"]),
        tests("ConversionTests", ["JSON", "StatesLanguage", "Interpreter", "WorkflowTests", "Conversion"]),
        tests("RepositoryTests", []),
    ]
)
