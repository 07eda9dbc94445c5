// swift-tools-version: 6.2
// Measures the built program from outside; a package of its own, so that nobody who builds Nyala pays for it.

import PackageDescription

let package = Package(
    name: "nyala-bench",
    targets: [
        .executableTarget(name: "nyala-bench", swiftSettings: [.treatAllWarnings(as: .error)])
    ]
)
