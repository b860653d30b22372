// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that an ordinary build neither resolves nor compiles benchmarks.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "fermata", path: "..")],
    targets: [
        .executableTarget(
            name: "JSONBenchmark", dependencies: [.product(name: "JSON", package: "fermata")], path: "JSONBenchmark"),
        .executableTarget(
            name: "JournalBenchmark", dependencies: [.product(name: "Journal", package: "fermata")],
            path: "JournalBenchmark"),
    ]
)
