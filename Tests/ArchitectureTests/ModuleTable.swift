/// Which module may import which: the diagram of `docs/architecture.md` as a table.
///
/// To add an arrow, change both.
enum ModuleTable {
    /// Every module of the product, from the top of the house to its ground.
    static let mayImport: [String: Set<String>] = [
        // programs
        "nyala": [
            "APIClient", "Accounts", "AuditTrail", "CronSchedule", "Deployments", "GitHosting", "HTTPAPI",
            "JobBuilding",
            "JobDebugging",
            "JobDiscovery",
            "JobHosting", "JobModel", "JobMonitoring", "LinuxSystem", "LogForwarding", "Notifications",
            "ProcessSupervision", "Secrets",
            "SiteSettings",
            "ArgumentParser", "Logging",
            "ServiceLifecycle", "UnixSignals",
        ],
        // edges
        "APIClient": ["HTTPTransfer", "JobModel"],
        "HTTPAPI": [
            "Accounts", "AuditTrail", "CronSchedule", "Dashboard", "Deployments", "DirectoryWatch", "GitHosting",
            "HTTPTransfer", "JobDebugging",
            "JobDiscovery",
            "JobHosting", "JobModel",
            "LinuxSystem", "LogFollowing", "LogForwarding", "Notifications",
            "ProcessSupervision", "RunHistory", "Secrets", "SiteSettings", "ZipArchives", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOPosix",
            "NIOSSL", "ServiceLifecycle",
        ],
        // services
        "Deployments": [
            "GitHosting", "JobBuilding", "JobDiscovery", "JobModel", "LinuxSystem", "ProcessSupervision",
            "SiteSettings", "ZipArchives", "Logging",
        ],
        "JobHosting": [
            "CronSchedule", "DirectoryWatch", "GitHosting", "JobBuilding", "JobDebugging", "JobDiscovery", "JobModel",
            "LinuxSystem",
            "ProcessSupervision", "RunHistory", "Secrets", "SiteSettings", "Logging", "ServiceLifecycle",
        ],
        // features
        "Accounts": ["Cryptography", "JobModel", "LinuxSystem"],
        "AuditTrail": ["JobModel", "LinuxSystem"],
        "CronSchedule": [],
        "Dashboard": ["CronSchedule", "JobModel"],
        "DirectoryWatch": ["JobModel", "LinuxSystem"],
        "GitHosting": ["Clibcrypto", "Clibgit2", "Deflate", "JobModel", "LinuxSystem"],
        "JobBuilding": ["GitHosting", "JobDiscovery", "JobModel", "LinuxSystem", "ProcessSupervision"],
        "JobDebugging": [],
        "JobDiscovery": ["CronSchedule", "JobModel", "LinuxSystem"],
        "JobMonitoring": [],
        "LogFollowing": ["LinuxSystem"],
        "LogForwarding": [
            "HTTPTransfer", "JobModel", "LinuxSystem", "LogFollowing", "ProcessSupervision", "Logging",
            "ServiceLifecycle",
        ],
        "Notifications": [
            "Cryptography", "HTTPTransfer", "JobModel", "LinuxSystem", "ProcessSupervision", "Logging",
            "ServiceLifecycle",
        ],
        "ProcessSupervision": ["JobModel", "LinuxSystem"],
        "RunHistory": ["JobModel", "LinuxSystem"],
        "Secrets": ["Cryptography", "JobModel", "LinuxSystem"],
        "SiteSettings": ["JobModel", "LinuxSystem"],
        "ZipArchives": ["Clibarchive", "Deflate", "JobModel", "LinuxSystem"],
        // ground
        "Cryptography": ["Clibsodium"],
        "Deflate": ["Clibz"],
        "HTTPTransfer": ["Clibcurl", "Cryptography", "JobModel"],
        "JobModel": [],
        "LinuxSystem": ["CLinux", "JobModel"],
    ]

    /// Part of the toolchain; any module may use them.
    static let everywhere: Set<String> = ["Glibc", "Synchronization", "Swift"]

    /// Modules that come without Swift sources of ours.
    static let withoutSources: Set<String> = [
        "CLinux", "Clibarchive", "Clibcrypto", "Clibcurl", "Clibgit2", "Clibsodium", "Clibz", "nyala-hook",
        "nyala-keeper",
    ]
}
