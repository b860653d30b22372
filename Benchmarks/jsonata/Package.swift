// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "jsonata-benchmark",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "fermata", path: "../..")],
    targets: [
        .executableTarget(
            name: "JSONataBenchmark",
            dependencies: [
                .product(name: "JSON", package: "fermata"), .product(name: "JSONata", package: "fermata"),
            ])
    ]
)
