// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "fermata",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "JSON", targets: ["JSON"]),
    ],
    targets: [
        .target(name: "JSON", swiftSettings: strict),
    ]
)
