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
        let openFilesLimit = OpenFileLimit.raise()
        let environment = HostEnvironment.variables
        let clock = SystemClock()
        let log = HostLog(folder: layout.logFiles, clock: clock)
        LoggingSystem.bootstrap { _ in HostLogHandler(log: log) }
        let logger = Logger(label: "nyala")
        let instance = try InstanceFile(layout).read()
        let settings = AppSettingsStore(path: layout.appSettings, environment: environment)
        let events = HostEvents()
        let keeper = try keeperSocket.map { socket throws(SystemError) in try Keeper(socket) }
        let trees = try ProcessTrees(
            home: layout.home,
            instance: instance,
            useControlGroups: usesControlGroups,
            isKept: keeper != nil,
            clock: clock
        )
        let sinks = try LogSinks(
            Self.logSinks(settings.current(), instance),
            layout: layout,
            clock: clock,
            logger: logger
        )
        let host = try JobHost(
            JobHost.Parts(
                layout: layout,
                instance: instance,
                settings: settings,
                secrets: SecretStore(
                    path: layout.secrets,
                    source: SecretKeySource(layout, environment: environment)
                ),
                trees: trees,
                keeper: keeper,
                events: events,
                logNews: sinks.sinks.map(\.news),
                environment: environment,
                openFilesLimit: openFilesLimit,
                clock: clock,
                logger: logger
            )
        )
        let runner = try ToolRunner(trees: trees, clock: clock)
        let tools = BuildTools(runner: runner, site: { settings.current() }) { host.variables(settings.current()) }
        let notifier = try notifier(host, events, settings, runner, instance, logger)
        let deployer = try Deployer(
            layout: layout,
            lookup: ProgramLookup(path: environment["PATH"] ?? ProgramLookup.defaultPath),
            starts: HostStarts(host: host),
            tools: tools,
            events: events,
            clock: clock,
            logger: logger,
            policy: { Self.policy(settings.current()) }
        )
        // Before any job starts: what a killed host left half deployed is put back.
        try await deployer.recover()
        let accounts = AccountStore(path: layout.accounts)
        let loops = LoopWatch(clock: clock) { name, isStuck in
            if isStuck { return logger.critical("a loop of the host is stuck", metadata: ["loop": "\(name)"]) }
            logger.notice("the loop goes on", metadata: ["loop": "\(name)"])
        }
        host.join(loops)
        notifier.join(loops)
        try loops.start()
        let services = try APIServices(
            layout: layout,
            host: host,
            deployer: deployer,
            settings: settings,
            notifier: notifier,
            logSinks: sinks,
            authenticator: Authenticator(
                store: accounts,
                tokens: TokenStore(path: layout.tokens, accounts: accounts),
                uses: TokenUses(path: layout.tokenUses)
            ),
            audit: AuditLog(path: layout.auditLog),
            loops: loops,
            certificate: certificate,
            backend: HTTPBackend(
                repository: layout.repository,
                searchPath: environment["PATH"] ?? ProgramLookup.defaultPath
            ),
            tools: runner,
            clock: clock,
            logger: logger
        )
        for text in TrustedProxies.faulty(settings.current()) {
            logger.warning("a trusted proxy is no address", metadata: ["http.trusted_proxies": "\(text)"])
        }
        let isTrustedProxy: @Sendable (String) -> Bool = { [proxies] address in
            proxies.trusts(address, settings.current())
        }
        let scheme = certificate == nil ? "http" : "https"
        let http = HTTPService(services: services, address: address, isTrustedProxy: isTrustedProxy) {
            [layout, address] port in
            keeper?.hostIsReady()
            notifier.listens(at: "\(scheme)://\(address.host):\(port)")
            Terminal.write(Array("Nyala serves \(layout.home) at \(scheme)://\(address.host):\(port)\n".utf8))
            logger.notice("listening", metadata: ["address": "\(address.host)", "port": "\(port)"])
            // Nobody waits for this task: it ends with the process, or with its one deed.
            Task { await StartMemory.giveBackLater() }
        }
        let watch = try certificate.map { try CertificateWatch($0, clock: clock, logger: logger) }
        watch?.join(loops)
        let export = MetricsExport(services)
        // Stopped from the last to the first: jobs before the API, so that whoever waits for a run hears of its end, and
        // both before those who tell of it.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: ([watch, export, notifier] + sinks.sinks + [http, host] as [(any Service)?]).compactMap(
                    \.self
                ).map {
                    // Others that go on would hide that one cannot.
                    .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        logger.notice("starting", metadata: ["pid": "\(getpid())", "trees": "\(trees.means.rawValue)"])
        try await group.run()
        logger.notice("stopped")
    }

    private func notifier(
        _ host: JobHost,
        _ events: HostEvents,
        _ settings: AppSettingsStore,
        _ runner: ToolRunner,
        _ instance: InstanceID,
        _ logger: Logger
    ) throws -> Notifier {
        let hooks = HookStore(path: layout.hooks)
        if let fault = hooks.fault { logger.error("the hooks cannot be read", metadata: ["error": "\(fault)"]) }
        return try Notifier(
            Notifier.Parts(
                layout: layout,
                instance: instance,
                events: events,
                hooks: hooks,
                policy: { NotificationPolicy(variables: settings.current().variables) },
                environment: { host.variables(settings.current()) },
                runner: runner,
                hostName: MachineName.text,
                clock: SystemClock(),
                logger: logger
            )
        )
    }

    private static func logSinks(_ settings: AppSettings, _ instance: InstanceID) -> LogSinkSettings {
        LogSinkSettings(
            settings.variables,
            resource: [
                ("service.name", "nyala"), ("service.version", ProgramVersion.text),
                ("service.instance.id", instance.text), ("host.name", MachineName.text),
            ],
            clock: SystemClock()
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
