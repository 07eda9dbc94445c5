import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobModel
import LinuxSystem
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves the API, git and the original's routes: on a TCP address for everybody with an account, and on the local
/// socket for the CLI and git's hook.
package struct HTTPService: Service {
    /// Where to listen: a name or address, and a port (0 takes a free one).
    package struct ListenAddress: Sendable, Hashable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Whether only this machine can reach it.
        package var isLoopback: Bool {
            let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
            return host.lowercased() == "localhost" || host == "::1"
                || (octets.count == 4 && !octets.contains(nil) && octets[0] == 127)
        }
    }

    private let services: APIServices
    private let saves = SavesUnderWay()
    private let debugSessions = DebugSessions()
    private let address: ListenAddress
    private let isTrustedProxy: @Sendable (_ address: String) -> Bool
    private let onListening: @Sendable (_ port: Int) -> Void

    /// `onListening` is called with the port once requests are taken on both sockets.
    ///
    /// `isTrustedProxy`: whose word counts for where a request comes from.
    package init(
        services: APIServices,
        address: ListenAddress,
        isTrustedProxy: @escaping @Sendable (_ address: String) -> Bool,
        onListening: @escaping @Sendable (_ port: Int) -> Void
    ) {
        self.services = services
        self.address = address
        self.isTrustedProxy = isTrustedProxy
        self.onListening = onListening
    }

    /// Runs until graceful shutdown and the end of the requests that are under way.
    ///
    /// It is left as it is where its loop does not turn any more: the host must end all the same.
    package func run() async throws {
        let (endings, ended) = AsyncStream<Result<Void, any Error>>.makeStream()
        // Awaited below, unless its loop is stuck: then it is left behind, to end with the process.
        let serving = Task { try await serve() }
        Task { ended.yield(await serving.result) }
        let watching = Mutex<Task<Void, Never>?>(nil)
        defer { watching.withLock { $0?.cancel() } }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                for await ending in endings { return try ending.get() }
            } onGracefulShutdown: {
                let task = Task {
                    await waitUntilStuck()
                    ended.yield(.success(()))
                }
                watching.withLock { $0 = task }
            }
        } onCancel: {
            serving.cancel()
        }
    }

    /// Returns when the loop owes a sign of life for longer than ``LoopWatch`` has patience, or when cancelled.
    private func waitUntilStuck() async {
        while !services.loops.stuck.contains(Self.loopName) {
            do {
                try await Task.sleep(for: Self.stuckInterval)
            } catch {
                return
            }
        }
        services.logger.critical("the host ends without its HTTP loop", metadata: ["loop": "\(Self.loopName)"])
    }

    private static let loopName = "http"
    /// Between two looks at the loop while the host ends.
    private static let stuckInterval = Duration.milliseconds(500)

    private func serve() async throws {
        // One thread: a host's requests are few, and those that block do so on executors of their own.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let executor = EventLoopTaskExecutor(group.next())
        services.loops.add(Self.loopName) { [loop = group.next()] in loop.execute($0) }
        let socket = services.layout.socket
        // Left behind by a host that was killed; the lock on the home says that nobody listens there.
        unlink(socket)
        let local = listener(group, .unixDomainSocket(path: socket), isLocal: true) { _ in
            chmod(socket, 0o600)
        }
        let onListening = onListening
        let remote = listener(group, .hostname(address.host, port: address.port), isLocal: false) { channel in
            onListening(channel.localAddress?.port ?? 0)
        }
        try await withTaskExecutorPreference(executor) {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await local.run() }
                tasks.addTask { try await remote.run() }
                try await tasks.waitForAll()
            }
        }
        unlink(socket)
        try await group.shutdownGracefully()
    }

    private func listener(
        _ group: MultiThreadedEventLoopGroup,
        _ address: BindAddress,
        isLocal: Bool,
        _ onListening: @escaping @Sendable (any Channel) async -> Void
    ) -> HTTPListener {
        var logger = services.logger
        // The server's own lines about connections say nothing that a route does not say better.
        logger.logLevel = .error
        return HTTPListener(
            server: server(isLocal: isLocal),
            responder: router(isLocal: isLocal).buildResponder(),
            address: address,
            group: group,
            clock: services.clock,
            logger: logger,
            onListening: onListening
        )
    }

    private func server(isLocal: Bool) -> HTTPServerBuilder {
        let configuration = ConnectionLimits.channel(services, isLocal: isLocal)
        #if TLS
            if let certificate = services.certificate, !isLocal {
                return HTTPServerBuilder { responder in
                    let base = HTTP1Channel(responder: responder, configuration: configuration)
                    return EncryptedChannel(base: base, certificate: certificate)
                }
            }
        #endif
        return .http1(configuration: configuration)
    }

    /// All routes as `GET /path/{name}`, for whoever compares them with what is written about them.
    var routes: [String] {
        router(isLocal: false).routes.map { "\($0.method.rawValue) \($0.path)" }
    }

    private func router(isLocal: Bool) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: [.autoGenerateHeadEndpoints, .caseInsensitive])
        let routes = RouteMethods()
        defer { routes.learn(router) }
        if let certificate = services.certificate, !isLocal {
            router.add(middleware: EncryptedRequests(certificate: certificate, settings: services.settings))
        }
        router.add(middleware: ForwardedHeaders(isTrusted: isTrustedProxy))
        router.add(middleware: ErrorAnswers(logger: services.logger, routes: routes))
        router.add(middleware: Authentication(services: services, isLocalSocket: isLocal))
        router.add(middleware: services.auditing)
        // Once more, so that the audit log has the answer and not what was thrown.
        router.add(middleware: ErrorAnswers(logger: services.logger, routes: routes))
        AssetRoutes().add(to: router)
        SignInRoutes(services: services).add(to: router)
        OverviewRoutes(services: services).add(to: router)
        let resources = ResourceWatch(services: services)
        JobPageRoutes(services: services, resources: resources).add(to: router)
        RunPageRoutes(services: services, resources: resources).add(to: router)
        LogPageRoutes(services: services).add(to: router)
        DeploymentPageRoutes(services: services).add(to: router)
        SchedulePageRoutes(services: services).add(to: router)
        AddJobRoutes(services: services).add(to: router)
        ScheduleEditRoutes(services: services, saves: saves).add(to: router)
        FileEditRoutes(services: services, saves: saves).add(to: router)
        SettingsPageRoutes(services: services).add(to: router)
        AccessPageRoutes(services: services).add(to: router)
        AuditPageRoutes(services: services).add(to: router)
        InstancePageRoutes(services: services).add(to: router)
        JobActionRoutes(services: services).add(to: router)
        SessionRoutes(services: services).add(to: router)
        TokenRoutes(services: services).add(to: router)
        AccountRoutes(services: services).add(to: router)
        SecretRoutes(services: services).add(to: router)
        AuditRoutes(services: services).add(to: router)
        HostRoutes(services: services).add(to: router)
        if isLocal { UpgradeRoutes(services: services).add(to: router) }
        HealthRoutes(services: services).add(to: router)
        MetricsRoutes(services: services).add(to: router)
        NativeJobRoutes(services: services).add(to: router)
        DebugRoutes(services: services, sessions: debugSessions).add(to: router)
        NativeRunRoutes(services: services).add(to: router)
        NativeLogRoutes(services: services).add(to: router)
        ScheduleRoutes(services: services).add(to: router)
        DeploymentRoutes(services: services).add(to: router)
        EditRoutes(services: services).add(to: router)
        NotificationRoutes(services: services).add(to: router)
        EventRoutes(services: services).add(to: router)
        DescriptionRoutes().add(to: router)
        WebhookRoutes(services: services).add(to: router)
        HookRoutes(services: services).add(to: router)
        KuduJobRoutes(services: services).add(to: router)
        KuduRunRoutes(services: services).add(to: router)
        PassthroughRoutes(services: services).add(to: router)
        KuduSettingsRoutes(services: services).add(to: router)
        KuduHookRoutes(services: services).add(to: router)
        KuduDeploymentRoutes(services: services).add(to: router)
        RepositoryRoutes(services: services).add(to: router)
        UploadRoutes(services: services).add(to: router)
        SiteUploadRoutes(services: services).add(to: router)
        FileRoutes(services: services).add(to: router)
        ZipRoutes(services: services).add(to: router)
        SettingsRoutes(services: services).add(to: router)
        KuduAppSettingsRoutes(services: services).add(to: router)
        DiagnosticsRoutes(services: services).add(to: router)
        SSHKeyRoutes(services: services).add(to: router)
        EnvironmentRoutes(services: services).add(to: router)
        CommandRoutes(services: services).add(to: router)
        ProcessRoutes(services: services).add(to: router)
        LogStreamRoutes(services: services).add(to: router)
        RecentLogRoutes(services: services).add(to: router)
        GitRoutes(backend: services.backend, spool: services.spool, blocking: services.git).add(to: router)
        return router
    }
}
