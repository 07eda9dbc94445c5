// swift-tools-version: 6.2
// One section for each layer of docs/architecture.md, top to bottom; inside a section sorted by name.
// What a target may import is decided by the table in Tests/ArchitectureTests, not only by the lists here.

import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let encryption = Target.Dependency.product(
    name: "NIOSSL",
    package: "swift-nio-ssl",
    condition: .when(traits: ["TLS"])
)

let package = Package(
    name: "nyala",
    products: [
        .executable(name: "nyala", targets: ["nyala"]),
        .executable(name: "nyala-hook", targets: ["nyala-hook"]),
        .executable(name: "nyala-keeper", targets: ["nyala-keeper"]),
    ],
    traits: [
        // Off by default: it compiles a whole BoringSSL. `make release` has it on.
        .trait(name: "TLS", description: "Serve over TLS (nyala serve --tls-certificate).")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        // Without its default traits: the parts of Foundation beyond the essentials and swift-configuration stay out.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: programs
        .executableTarget(
            name: "nyala",
            dependencies: [
                "APIClient", "Accounts", "AuditTrail", "CronSchedule", "Deployments", "GitHosting", "HTTPAPI",
                "JobBuilding",
                "JobDebugging",
                "JobDiscovery", "JobHosting", "JobModel", "JobMonitoring", "LinuxSystem", "LogForwarding",
                "Notifications",
                "ProcessSupervision", "Secrets",
                "SiteSettings",
                argumentParser,
                lifecycle,
                logging, signals,
            ]
        ),
        .executableTarget(name: "nyala-hook"),
        .executableTarget(name: "nyala-keeper", dependencies: ["CLinux"]),

        // MARK: edges
        .target(name: "APIClient", dependencies: ["HTTPTransfer", "JobModel"]),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "Accounts", "AuditTrail", "CronSchedule", "Dashboard", "Deployments", "DirectoryWatch", "GitHosting",
                "HTTPTransfer", "JobDebugging",
                "JobDiscovery",
                "JobHosting", "JobModel",
                "LinuxSystem", "LogFollowing", "LogForwarding", "Notifications",
                "ProcessSupervision", "RunHistory", "Secrets", "SiteSettings", "ZipArchives", encryption, hummingbird,
                lifecycle, logging,
            ]
        ),

        // MARK: services
        .target(
            name: "Deployments",
            dependencies: [
                "GitHosting", "JobBuilding", "JobDiscovery", "JobModel", "LinuxSystem", "ProcessSupervision",
                "SiteSettings", "ZipArchives", logging,
            ]
        ),
        .target(
            name: "JobHosting",
            dependencies: [
                "CronSchedule", "DirectoryWatch", "GitHosting", "JobBuilding", "JobDebugging", "JobDiscovery",
                "JobModel",
                "LinuxSystem",
                "ProcessSupervision", "RunHistory", "Secrets", "SiteSettings", lifecycle, logging,
            ]
        ),

        // MARK: features
        .target(name: "Accounts", dependencies: ["Cryptography", "JobModel", "LinuxSystem"]),
        .target(name: "AuditTrail", dependencies: ["JobModel", "LinuxSystem"]),
        .target(name: "CronSchedule"),
        .target(
            name: "Dashboard",
            dependencies: ["CronSchedule", "JobModel"],
            resources: [
                .embedInCode("Assets/logs.js"), .embedInCode("Assets/nyala.css"), .embedInCode("Assets/nyala.js"),
                .embedInCode("Assets/nyala.svg"),
            ]
        ),
        .target(name: "Deflate", dependencies: ["Clibz"]),
        .target(name: "DirectoryWatch", dependencies: ["JobModel", "LinuxSystem"]),
        .target(name: "GitHosting", dependencies: ["Clibcrypto", "Clibgit2", "Deflate", "JobModel", "LinuxSystem"]),
        .target(
            name: "JobBuilding",
            dependencies: ["GitHosting", "JobDiscovery", "JobModel", "LinuxSystem", "ProcessSupervision"]
        ),
        .target(name: "JobDebugging"),
        .target(name: "JobDiscovery", dependencies: ["CronSchedule", "JobModel", "LinuxSystem"]),
        .target(name: "JobMonitoring"),
        .target(name: "LogFollowing", dependencies: ["LinuxSystem"]),
        .target(
            name: "LogForwarding",
            dependencies: [
                "HTTPTransfer", "JobModel", "LinuxSystem", "LogFollowing", "ProcessSupervision", lifecycle, logging,
            ]
        ),
        .target(
            name: "Notifications",
            dependencies: [
                "Cryptography", "HTTPTransfer", "JobModel", "LinuxSystem", "ProcessSupervision", lifecycle, logging,
            ]
        ),
        .target(name: "ProcessSupervision", dependencies: ["JobModel", "LinuxSystem"]),
        .target(name: "RunHistory", dependencies: ["JobModel", "LinuxSystem"]),
        .target(name: "Secrets", dependencies: ["Cryptography", "JobModel", "LinuxSystem"]),
        .target(name: "SiteSettings", dependencies: ["JobModel", "LinuxSystem"]),
        .target(name: "ZipArchives", dependencies: ["Clibarchive", "Deflate", "JobModel", "LinuxSystem"]),

        // MARK: ground
        .target(name: "Cryptography", dependencies: ["Clibsodium"]),
        .target(name: "HTTPTransfer", dependencies: ["Clibcurl", "Cryptography", "JobModel"]),
        .target(name: "JobModel"),
        .target(name: "LinuxSystem", dependencies: ["CLinux", "JobModel"]),

        // MARK: C
        .target(name: "CLinux"),
        .systemLibrary(name: "Clibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "Clibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "Clibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "Clibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "Clibsodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "Clibz", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // MARK: tests
        .target(name: "TestKit", dependencies: ["Cryptography", "JobModel", "LinuxSystem"], path: "Tests/TestKit"),
        .testTarget(name: "APIClientTests", dependencies: ["APIClient", "JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(
            name: "AccountsTests",
            dependencies: ["Accounts", "Cryptography", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(name: "ArchitectureTests", dependencies: ["JobModel", "LinuxSystem"]),
        .testTarget(name: "AuditTrailTests", dependencies: ["AuditTrail", "JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(name: "CronScheduleTests", dependencies: ["CronSchedule", "JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "TestKit"]),
        .testTarget(name: "DashboardTests", dependencies: ["CronSchedule", "Dashboard", "JobModel"]),
        .testTarget(
            name: "DeploymentsTests",
            dependencies: [
                "Deployments", "GitHosting", "JobDiscovery", "JobModel", "LinuxSystem", "ProcessSupervision", "TestKit",
                logging,
            ]
        ),
        .testTarget(
            name: "DirectoryWatchTests",
            dependencies: ["DirectoryWatch", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["APIClient", "Cryptography", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(
            name: "GitHostingTests",
            dependencies: ["Deflate", "GitHosting", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(
            name: "HTTPAPITests",
            dependencies: [
                "Accounts", "AuditTrail", "Dashboard", "Deployments", "GitHosting", "HTTPAPI", "JobDiscovery",
                "JobHosting",
                "JobModel",
                "LinuxSystem", "Notifications", "ProcessSupervision", "Secrets", "SiteSettings", "TestKit", logging,
            ]
        ),
        .testTarget(name: "HTTPTransferTests", dependencies: ["HTTPTransfer", "JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(
            name: "JobBuildingTests",
            dependencies: ["GitHosting", "JobBuilding", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(name: "JobDebuggingTests", dependencies: ["JobDebugging"]),
        .testTarget(
            name: "JobDiscoveryTests",
            dependencies: ["CronSchedule", "JobDiscovery", "JobModel", "LinuxSystem", "TestKit"]
        ),
        .testTarget(name: "JobHostingTests", dependencies: ["JobHosting", "JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(name: "JobModelTests", dependencies: ["JobModel", "TestKit"]),
        .testTarget(name: "JobMonitoringTests", dependencies: ["JobMonitoring", "TestKit"]),
        .testTarget(name: "LinuxSystemTests", dependencies: ["JobModel", "LinuxSystem", "TestKit"]),
        .testTarget(name: "LogFollowingTests", dependencies: ["JobModel", "LinuxSystem", "LogFollowing", "TestKit"]),
        .testTarget(
            name: "LogForwardingTests",
            dependencies: [
                "HTTPTransfer", "JobModel", "LinuxSystem", "LogFollowing", "LogForwarding", "ProcessSupervision",
                "TestKit", logging,
            ]
        ),
        .testTarget(
            name: "NotificationsTests",
            dependencies: ["JobModel", "LinuxSystem", "Notifications", "TestKit"]
        ),
        .testTarget(
            name: "ProcessSupervisionTests",
            dependencies: ["JobModel", "LinuxSystem", "ProcessSupervision", "TestKit"]
        ),
        .testTarget(name: "RunHistoryTests", dependencies: ["JobModel", "LinuxSystem", "RunHistory", "TestKit"]),
        .testTarget(name: "SecretsTests", dependencies: ["JobModel", "LinuxSystem", "Secrets", "TestKit"]),
        .testTarget(name: "SiteSettingsTests", dependencies: ["JobModel", "LinuxSystem", "SiteSettings", "TestKit"]),
        .testTarget(name: "ZipArchivesTests", dependencies: ["JobModel", "LinuxSystem", "TestKit", "ZipArchives"]),
    ]
)

let targetsInC = ["CLinux", "nyala-hook", "nyala-keeper"]

for target in package.targets where target.type != .system && !targetsInC.contains(target.name) {
    target.swiftSettings = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
