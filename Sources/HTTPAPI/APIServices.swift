package import Accounts
package import AuditTrail
package import Deployments
package import GitHosting
package import JobHosting
package import JobModel
package import LinuxSystem
import LogFollowing
package import LogForwarding
package import Logging
package import Notifications
package import ProcessSupervision
import ServiceLifecycle
package import SiteSettings

/// What the routes are in front of.
package struct APIServices: Sendable {
    package let layout: HomeLayout
    package let host: JobHost
    package let deployer: Deployer
    package let settings: AppSettingsStore
    package let notifier: Notifier
    package let logSinks: LogSinks
    package let authenticator: Authenticator
    package let audit: AuditLog
    package let loops: LoopWatch
    /// What is shown to whoever connects; `nil` where the host speaks plain HTTP.
    package let certificate: ServedCertificate?
    package let backend: HTTPBackend
    /// Runs what somebody sent to be run.
    package let tools: ToolRunner
    package let clock: any TimeSource
    package let logger: Logger
    /// When this host was started.
    package let startTime: Timestamp
    let files: HomeFiles
    let diagnostics: DiagnosticsSettings
    let logStreams = Seats(count: Self.maximumLogStreams)
    let commands = Seats(count: Self.maximumCommands)
    let fetches = Seats(count: Self.maximumFetches)
    /// For work that blocks for a moment: reading files, checking passwords.
    let blocking: BlockingExecutor
    /// What clients follow of logs.
    let logs: FollowedLogs
    /// For requests that hold a thread for as long as git works on them.
    let git: BlockingExecutor

    private static let blockingThreads = 2
    /// Streams of logs at the same time.
    private static let maximumLogStreams = 200
    /// Command lines that run at the same time.
    private static let maximumCommands = 8
    /// Packages that are fetched at the same time; each holds a thread that git would else have.
    private static let maximumFetches = 4
    /// Pushes and clones at the same time; more wait.
    private static let gitThreads = 8

    package init(
        layout: HomeLayout,
        host: JobHost,
        deployer: Deployer,
        settings: AppSettingsStore,
        notifier: Notifier,
        logSinks: LogSinks = LogSinks(),
        authenticator: Authenticator,
        audit: AuditLog,
        loops: LoopWatch,
        certificate: ServedCertificate? = nil,
        backend: HTTPBackend,
        tools: ToolRunner,
        clock: any TimeSource,
        logger: Logger
    ) throws(SystemError) {
        self.layout = layout
        self.host = host
        self.deployer = deployer
        self.settings = settings
        self.notifier = notifier
        self.logSinks = logSinks
        self.authenticator = authenticator
        self.audit = audit
        self.loops = loops
        self.certificate = certificate
        self.backend = backend
        self.tools = tools
        self.clock = clock
        self.logger = logger
        startTime = clock.wallTime()
        files = HomeFiles(layout: layout)
        diagnostics = DiagnosticsSettings(path: layout.diagnosticsSettings)
        blocking = try BlockingExecutor(name: "nyala-files", threads: Self.blockingThreads)
        git = try BlockingExecutor(name: "nyala-git", threads: Self.gitThreads)
        logs = try FollowedLogs(reading: blocking) { Task.isShuttingDownGracefully }
    }

    var auditing: Auditing { Auditing(log: audit, clock: clock) }
    var spool: BodySpool { BodySpool(folder: layout.uploads, blocking: blocking) }
}
