// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fuzzing",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "fermata", path: "..")],
    targets: [
        .executableTarget(
            name: "JSONataFuzz",
            dependencies: [
                .product(name: "JSON", package: "fermata"), .product(name: "JSONata", package: "fermata"),
            ]),
        .executableTarget(
            name: "JSONataThreads",
            dependencies: [
                .product(name: "JSON", package: "fermata"), .product(name: "JSONata", package: "fermata"),
            ]),
    ]
)
