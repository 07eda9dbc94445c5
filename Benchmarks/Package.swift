// swift-tools-version: 6.2
// Measures the built program from outside; a package of its own, so that nobody who builds Nyala pays for it.

import PackageDescription

let package = Package(
    name: "nyala-bench",
    targets: [
        .executableTarget(
            name: "nyala-bench",
            dependencies: ["CLinux", "CronSchedule"],
            swiftSettings: [.treatAllWarnings(as: .error)]
        ),
        // Links to the host's own sources: these modules depend on nothing, and are measured from inside.
        .target(name: "CLinux"),
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
