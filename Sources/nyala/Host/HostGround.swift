import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem
import LogForwarding
import Logging
import ProcessSupervision
import SiteSettings

/// What the parts of a host stand on: its log, the site's settings, the keeper, and what starts processes.
struct HostGround {
    let openFilesLimit: UInt64
    let environment: [String: String]
    let clock = SystemClock()
    let logger: Logger
    let instance: InstanceID
    let settings: AppSettingsStore
    let events = HostEvents()
    let keeper: Keeper?
    let trees: ProcessTrees
    let runner: ToolRunner
    let sinks: LogSinks

    /// Where programs are looked for.
    var searchPath: String { environment["PATH"] ?? ProgramLookup.defaultPath }

    /// Once in a process: from here on it logs to the home.
    init(_ layout: HomeLayout, usesControlGroups: Bool, keeperSocket: KeeperSocket?) throws {
        openFilesLimit = OpenFileLimit.raise()
        environment = HostEnvironment.variables
        let log = HostLog(folder: layout.logFiles, clock: clock)
        LoggingSystem.bootstrap { _ in HostLogHandler(log: log) }
        logger = Logger(label: "nyala")
        instance = try InstanceFile(layout).read()
        settings = AppSettingsStore(path: layout.appSettings, environment: environment)
        keeper = try keeperSocket.map { socket throws(SystemError) in try Keeper(socket) }
        trees = try ProcessTrees(
            home: layout.home,
            instance: instance,
            useControlGroups: usesControlGroups,
            isKept: keeper != nil,
            clock: clock
        )
        runner = try ToolRunner(trees: trees, clock: clock)
        sinks = try LogSinks(
            Self.logSinks(settings.current(), instance),
            layout: layout,
            clock: clock,
            logger: logger
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
}
