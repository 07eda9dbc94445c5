// swift-tools-version: 6.2
// Measures the built program from outside; a package of its own, so that nobody who builds Nyala pays for it.

import PackageDescription

let package = Package(
    name: "nyala-bench",
    targets: [
        .executableTarget(
            name: "nyala-bench",
            dependencies: ["CronSchedule"],
            swiftSettings: [.treatAllWarnings(as: .error)]
        ),
        // A link to the host's own sources: this module depends on nothing, and is measured from inside.
        .target(
            name: "CronSchedule",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ]
        ),
    ]
)
