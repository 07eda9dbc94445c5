import Accounts
import AuditTrail
import Dashboard
import Deployments
import GitHosting
import HTTPTypes
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem
import Logging
import Notifications
import ProcessSupervision
import Secrets
import SiteSettings
import TestKit
import Testing

@testable import HTTPAPI

/// The OpenAPI document has every route of the native API, and no other.
@Suite struct RouteDescriptionTests {
    private struct NoStarts: StartWatching {
        func follow(
            _ jobs: [JobID],
            since: Timestamp,
            settle: Duration,
            tell: @escaping @Sendable (String) -> Void
        ) async -> [StartFailure] { [] }
    }

    private func services(_ scratch: ScratchDirectory) throws -> APIServices {
        let (layout, clock, logger) = (HomeLayout(home: scratch.path), SystemClock(), Logger(label: "test"))
        let (instance, events) = (InstanceID(random: 1), HostEvents())
        let trees = try ProcessTrees(home: scratch.path, instance: instance, useControlGroups: false, clock: clock)
        let settings = AppSettingsStore(path: layout.appSettings, environment: [:])
        let host = try JobHost(
            JobHost.Parts(
                layout: layout,
                instance: instance,
                settings: settings,
                secrets: SecretStore(
                    path: layout.secrets,
                    source: SecretKeySource(layout, environment: [:])
                ),
                trees: trees,
                events: events,
                environment: [:],
                openFilesLimit: 0,
                clock: clock,
                logger: logger
            )
        )
        let runner = try ToolRunner(trees: trees, clock: clock)
        let deployer = try Deployer(
            layout: layout,
            lookup: ProgramLookup(path: ProgramLookup.defaultPath),
            starts: NoStarts(),
            tools: BuildTools(runner: runner) { [:] },
            events: events,
            clock: clock,
            logger: logger,
            policy: { DeploymentPolicy() }
        )
        let notifier = try Notifier(
            Notifier.Parts(
                layout: layout,
                instance: instance,
                events: events,
                hooks: HookStore(path: layout.hooks),
                policy: { NotificationPolicy(variables: [:]) },
                environment: { [:] },
                runner: runner,
                hostName: "test",
                clock: clock,
                logger: logger
            )
        )
        let accounts = AccountStore(path: layout.accounts)
        return try APIServices(
            layout: layout,
            host: host,
            deployer: deployer,
            settings: settings,
            notifier: notifier,
            authenticator: Authenticator(
                store: accounts,
                tokens: TokenStore(path: layout.tokens, accounts: accounts),
                uses: TokenUses(path: layout.tokenUses)
            ),
            audit: AuditLog(path: layout.auditLog),
            loops: LoopWatch(clock: clock) { _, _ in },
            backend: HTTPBackend(repository: layout.repository, searchPath: ""),
            tools: runner,
            clock: clock,
            logger: logger
        )
    }

    @Test func `every route of the native API is described, and nothing else`() throws {
        let scratch = try ScratchDirectory()
        let service = HTTPService(
            services: try services(scratch),
            address: .init(host: "127.0.0.1", port: 0),
            isTrustedProxy: { _ in false },
            onListening: { _ in }
        )
        let native = service.routes.filter { route in
            let path = route.drop { $0 != " " }.dropFirst()
            return path.hasPrefix("/api/v1/") || ["/healthz", "/readyz", "/metrics"].contains(String(path))
        }
        // A HEAD comes with each GET.
        let routes = Set(native.filter { !$0.hasPrefix("HEAD ") })
        let described = OpenAPIDocument.operations.map { "\($0.method.rawValue) \($0.path)" }
        #expect(routes.subtracting(described) == [], "routes that the document lacks")
        #expect(Set(described).subtracting(routes) == [], "descriptions without a route")
        #expect(Set(described).count == described.count)
        withExtendedLifetime(scratch) {}
    }

    @Test func `every page that can be asked for is known as one, or known as none`() throws {
        let scratch = try ScratchDirectory()
        let service = HTTPService(
            services: try services(scratch),
            address: .init(host: "127.0.0.1", port: 0),
            isTrustedProxy: { _ in false },
            onListening: { _ in }
        )
        let asked = Set(service.routes.filter { $0.hasPrefix("GET /ui") || $0 == "GET /" }.map { Self.plain($0) })
        #expect(asked == Set((PagePath.patterns + PagePath.others).map { Self.plain("GET \($0)") }))
        withExtendedLifetime(scratch) {}
    }

    /// Without the names of what may be anything.
    private static func plain(_ route: String) -> String {
        route.split(separator: "/").map { $0.hasPrefix("{") || $0.hasPrefix(":") ? "*" : String($0) }
            .joined(separator: "/")
    }

    @Test func `every name that is referred to is there`() throws {
        let text = String(decoding: OpenAPIDocument.json.serialized(), as: UTF8.self)
        let schemas = try #require(OpenAPIDocument.json["components"]?["schemas"]?.object)
        for part in text.split(separator: "\"#/components/schemas/").dropFirst() {
            let name = String(part.prefix { $0 != "\"" })
            #expect(schemas[name] != nil, "\(name)")
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.9.10", true), ("localhost", true), ("LOCALHOST", true), ("::1", true),
        ("0.0.0.0", false), ("::", false), ("10.0.0.1", false), ("127.0.0.1.example.org", false), ("127.0.0", false),
        ("127.1.2.300", false), ("example.org", false), ("", false),
    ])
    func `only this machine reaches a loopback address`(_ host: String, _ isLoopback: Bool) {
        #expect(HTTPService.ListenAddress(host: host, port: 1).isLoopback == isLoopback)
    }
}
