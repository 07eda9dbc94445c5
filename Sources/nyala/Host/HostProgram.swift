import Accounts
import AuditTrail
import Deployments
import GitHosting
import Glibc
import HTTPAPI
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem
import LogForwarding
import Logging
import Notifications
import ProcessSupervision
import Secrets
import ServiceLifecycle
import SiteSettings
import UnixSignals

/// Puts the parts of a host together and runs them until it is told to stop.
struct HostProgram {
    let layout: HomeLayout
    let address: HTTPService.ListenAddress
    let proxies: TrustedProxies
    /// What is shown to whoever connects; `nil` for plain HTTP.
    let certificate: ServedCertificate?
    let usesControlGroups: Bool
    /// The socket to the keeper, below which the jobs outlive this host.
    let keeperSocket: KeeperSocket?

    func run() async throws {
        // A client that hangs up must not end the host.
        signal(SIGPIPE, SIG_IGN)
        let ground = try HostGround(layout, usesControlGroups: usesControlGroups, keeperSocket: keeperSocket)
        let host = try jobHost(on: ground)
        let notifier = try notifier(host, on: ground)
        let deployer = try deployer(host, on: ground)
        // Before any job starts: what a killed host left half deployed is put back.
        try await deployer.recover()
        let loops = loopWatch(ground.logger)
        host.join(loops)
        notifier.join(loops)
        try loops.start()
        let services = try services(host, deployer, notifier, loops, on: ground)
        let http = http(services, notifier, on: ground)
        let watch = try certificate.map { try CertificateWatch($0, clock: ground.clock, logger: ground.logger) }
        watch?.join(loops)
        let export = MetricsExport(services)
        // Stopped from the last to the first: jobs before the API, so that whoever waits for a run hears of its end, and
        // both before those who tell of it.
        let all = [watch, export, notifier] + ground.sinks.sinks + [http, host] as [(any Service)?]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                // Others that go on would hide that one cannot.
                services: all.compactMap(\.self).map {
                    .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: ground.logger
            )
        )
        let means = ground.trees.means.rawValue
        ground.logger.notice("starting", metadata: ["pid": "\(getpid())", "trees": "\(means)"])
        try await group.run()
        ground.logger.notice("stopped")
    }

    // MARK: the parts

    private func jobHost(on ground: HostGround) throws -> JobHost {
        try JobHost(
            JobHost.Parts(
                layout: layout,
                instance: ground.instance,
                settings: ground.settings,
                secrets: SecretStore(
                    path: layout.secrets,
                    source: SecretKeySource(layout, environment: ground.environment)
                ),
                trees: ground.trees,
                keeper: ground.keeper,
                events: ground.events,
                logNews: ground.sinks.sinks.map(\.news),
                environment: ground.environment,
                openFilesLimit: ground.openFilesLimit,
                clock: ground.clock,
                logger: ground.logger
            )
        )
    }

    private func deployer(_ host: JobHost, on ground: HostGround) throws -> Deployer {
        let settings = ground.settings
        return try Deployer(
            layout: layout,
            lookup: ProgramLookup(path: ground.searchPath),
            starts: HostStarts(host: host),
            tools: BuildTools(
                runner: ground.runner,
                site: { settings.current() },
                environment: { host.variables(settings.current()) }
            ),
            events: ground.events,
            clock: ground.clock,
            logger: ground.logger,
            policy: { Self.policy(settings.current()) }
        )
    }

    private func loopWatch(_ logger: Logger) -> LoopWatch {
        LoopWatch(clock: SystemClock()) { name, isStuck in
            if isStuck { return logger.critical("a loop of the host is stuck", metadata: ["loop": "\(name)"]) }
            logger.notice("the loop goes on", metadata: ["loop": "\(name)"])
        }
    }

    private func services(
        _ host: JobHost,
        _ deployer: Deployer,
        _ notifier: Notifier,
        _ loops: LoopWatch,
        on ground: HostGround
    ) throws -> APIServices {
        let accounts = AccountStore(path: layout.accounts)
        return try APIServices(
            layout: layout,
            host: host,
            deployer: deployer,
            settings: ground.settings,
            notifier: notifier,
            logSinks: ground.sinks,
            authenticator: Authenticator(
                store: accounts,
                tokens: TokenStore(path: layout.tokens, accounts: accounts),
                uses: TokenUses(path: layout.tokenUses)
            ),
            audit: AuditLog(path: layout.auditLog),
            loops: loops,
            certificate: certificate,
            backend: HTTPBackend(repository: layout.repository, searchPath: ground.searchPath),
            tools: ground.runner,
            clock: ground.clock,
            logger: ground.logger
        )
    }

    private func http(_ services: APIServices, _ notifier: Notifier, on ground: HostGround) -> HTTPService {
        let (settings, keeper, logger) = (ground.settings, ground.keeper, ground.logger)
        for text in TrustedProxies.faulty(settings.current()) {
            logger.warning("a trusted proxy is no address", metadata: ["http.trusted_proxies": "\(text)"])
        }
        let isTrustedProxy: @Sendable (String) -> Bool = { [proxies] address in
            proxies.trusts(address, settings.current())
        }
        let scheme = certificate == nil ? "http" : "https"
        return HTTPService(services: services, address: address, isTrustedProxy: isTrustedProxy) {
            [layout, address] port in
            keeper?.hostIsReady()
            notifier.listens(at: "\(scheme)://\(address.host):\(port)")
            Terminal.write(Array("Nyala serves \(layout.home) at \(scheme)://\(address.host):\(port)\n".utf8))
            logger.notice("listening", metadata: ["address": "\(address.host)", "port": "\(port)"])
            // Nobody waits for this task: it ends with the process, or with its one deed.
            Task { await StartMemory.giveBackLater() }
        }
    }

    private func notifier(_ host: JobHost, on ground: HostGround) throws -> Notifier {
        let settings = ground.settings
        let hooks = HookStore(path: layout.hooks)
        if let fault = hooks.fault { ground.logger.error("the hooks cannot be read", metadata: ["error": "\(fault)"]) }
        return try Notifier(
            Notifier.Parts(
                layout: layout,
                instance: ground.instance,
                events: ground.events,
                hooks: hooks,
                policy: { NotificationPolicy(variables: settings.current().variables) },
                environment: { host.variables(settings.current()) },
                runner: ground.runner,
                hostName: MachineName.text,
                clock: ground.clock,
                logger: ground.logger
            )
        )
    }

    private static func policy(_ settings: AppSettings) -> DeploymentPolicy {
        DeploymentPolicy(
            branch: settings.deploymentBranch,
            settle: settings.deploySettle ?? DeploymentPolicy.defaultSettle,
            onFailure: settings.deployOnFailure.flatMap(DeploymentPolicy.OnFailure.init(rawValue:)) ?? .rollback,
            isBuilding: settings.isBuilding,
            buildTimeout: settings.buildTimeout ?? DeploymentPolicy.defaultBuildTimeout,
            tidyDelay: settings.tidyDelay ?? DeploymentPolicy.defaultTidyDelay,
            fetchTimeout: settings.fetchTimeout ?? DeploymentPolicy.defaultFetchTimeout
        )
    }
}
