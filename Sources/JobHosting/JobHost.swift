import DirectoryWatch
import Glibc
import JobDiscovery
package import JobModel
package import LinuxSystem
package import Logging
package import ProcessSupervision
package import RunHistory
package import Secrets
import ServiceLifecycle
package import SiteSettings

/// Runs the jobs of one site: looks at their folders, compares what is wanted with what runs, and acts.
///
/// Everything that happens (a changed folder, a request, a timer, the end of a process) only marks; the marks lead to a
/// look at the folder and to `reconcile`, which may be called at any moment. The actor lives on the thread that starts
/// the processes, so a change reaches the process it restarts without a switch of threads.
package actor JobHost {
    package nonisolated let layout: HomeLayout
    package nonisolated let instance: InstanceID
    package nonisolated let history: RunStore
    /// What happens, for all who want to hear of it.
    package nonisolated let events: HostEvents

    let loop: SystemLoop
    let outputLoop: SystemLoop
    let staging: OutputStaging
    let logVolume: LogVolume
    /// Of those who read all logs as they grow.
    let logNews: [LogNews]
    /// Has the logs of all jobs brought within their budget, one time after the other.
    let logChecks: LogChecks
    /// What `log.budget` was when it was looked at last.
    var knownLogBudget: Int?
    let blocking: BlockingExecutor
    /// For removing what is old, which may take long and must hold nobody up.
    let tidying: BlockingExecutor
    let clock: any TimeSource
    let trees: ProcessTrees
    /// `nil` for a host whose jobs end with it.
    let keeper: Keeper?
    let settings: AppSettingsStore
    package nonisolated let secrets: SecretStore
    let secretMemory: SecretMemory
    nonisolated let environment: JobEnvironment
    let lookup: ProgramLookup
    let logger: Logger
    let nullDevice: SharedDescriptor
    let openFilesLimit: UInt64
    /// Whether error output of some processes is not told apart from their output.
    var sharesOutput = false
    let zones: ZoneCache
    let scheduleMemory: ScheduleMemory
    let users: UserBook

    var jobs: [JobFolder: HostedJob] = [:]
    /// `nil` until it is asked for again.
    var triggerGraph: TriggerGraph?
    /// `nil` until it is asked for again.
    var startOrder: StartOrder?
    /// Jobs that wait for others before they start.
    var dependents: Set<JobFolder> = []
    /// Whether they are about to be looked at.
    var willLookAtDependents = false
    /// Until a job that others wait for has run for long enough.
    var dependentsTimer: TimerID?
    /// Jobs that were there at the start and have not been looked at yet.
    var unresumed: Set<JobFolder>?
    /// Whether they have all been looked at.
    var isResumed = false
    /// When this host began to look after its jobs.
    var startTime = Timestamp(seconds: 0)
    /// The last time the kernel was asked for changes on behalf of a schedule.
    var lastDrain = MonotonicTime(nanoseconds: 0)
    /// The site's settings as they were in a turn of the loop.
    private var knownSettings: (turn: UInt64, settings: AppSettings)?
    /// Jobs whose folder for shutdown files was made.
    var shutdownFolders: Set<JobID> = []
    /// While the host is stopping: a job that has not ended yet.
    private var lastBusy: JobFolder?
    /// Turns of the loop that only looked at the jobs; see ``HostRevision``.
    var lookCount: UInt64 = 0
    /// Runs under way, of all jobs.
    var activeRunCount = 0
    /// Runs whose processes are on their way to their programs, in the order in which they began.
    var unconfirmed: [RunReference] = []
    /// Runs whose processes wait for their moment.
    var held: HeldRuns
    /// For the runs that began in this turn of the loop, what hands their output to the thread of the logs.
    var unattached: [() -> Void] = []
    /// As many as the host has descriptors for.
    let maximumActiveRuns: Int
    /// Jobs whose next run found the host full, in that order.
    var jobsWithoutRoom: [JobFolder] = []
    /// Processes of an earlier host, until their job is known.
    var waiting: [JobFolder: [WaitingProcess]] = [:]
    /// Runs that were lost with an earlier host, until their job is known.
    var lostRuns: [JobFolder: [RunRecord]] = [:]
    var locks = NamedLocks()
    /// How late occurrences of schedules began.
    var lags = DurationHistogram.lags
    /// Those who wait for the end of a run.
    var runWaiters: [RunReference: [CheckedContinuation<Void, Never>]] = [:]
    var watcher: JobTreeWatcher?
    /// For files that start runs; made when the first job wants it.
    var arrivalWatcher: ArrivalWatcher?
    var watchProblem: String?
    var isStopping = false
    /// The jobs are left to the next host.
    var isHandingOver = false
    /// The number of the newest of those who wait for a job to be up.
    var nextStartWaiter = 0
    var stopWaiters: [CheckedContinuation<Void, Never>] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    /// The parts a host is made of; one value, so that a test can replace what touches the machine.
    package struct Parts {
        package let layout: HomeLayout
        package let instance: InstanceID
        package let settings: AppSettingsStore
        package let secrets: SecretStore
        package let trees: ProcessTrees
        package let keeper: Keeper?
        package let events: HostEvents
        /// Of those who read all logs as they grow.
        package let logNews: [LogNews]
        /// The environment the host itself was started with.
        package let environment: [String: String]
        /// The limit of open files that jobs get; 0 keeps the host's.
        package let openFilesLimit: UInt64
        package let clock: any TimeSource
        package let logger: Logger

        package init(
            layout: HomeLayout,
            instance: InstanceID,
            settings: AppSettingsStore,
            secrets: SecretStore,
            trees: ProcessTrees,
            keeper: Keeper? = nil,
            events: HostEvents,
            logNews: [LogNews] = [],
            environment: [String: String],
            openFilesLimit: UInt64,
            clock: any TimeSource,
            logger: Logger
        ) {
            self.layout = layout
            self.instance = instance
            self.settings = settings
            self.secrets = secrets
            self.trees = trees
            self.keeper = keeper
            self.events = events
            self.logNews = logNews
            self.environment = environment
            self.openFilesLimit = openFilesLimit
            self.clock = clock
            self.logger = logger
        }
    }

    /// Between two collections of orphans, where there are no cgroups.
    private static let orphanInterval: Duration = .seconds(5)
    /// Descriptors that are left to everything but runs: requests, deployments, continuous jobs.
    private static let reservedFiles = 1024
    /// Descriptors of a run: two pipes, and what its start and end need for a moment.
    private static let filesOfRun = 3
    private static let fewestActiveRuns = 32
    /// Where many runs begin at once, their logs can wait a moment; the starts cannot.
    private static let outputNiceness: Int32 = 4
    /// Threads for looking at folders: one more than a slow disk can hold up.
    private static let blockingThreads = 2

    package init(_ parts: Parts) throws(SystemError) {
        layout = parts.layout
        instance = parts.instance
        settings = parts.settings
        secrets = parts.secrets
        secretMemory = SecretMemory(home: parts.layout.home, environment: parts.environment)
        trees = parts.trees
        keeper = parts.keeper
        events = parts.events
        clock = parts.clock
        openFilesLimit = parts.openFilesLimit
        maximumActiveRuns = max(
            Self.fewestActiveRuns,
            (OpenFileLimit.current - Self.reservedFiles) / Self.filesOfRun
        )
        held = HeldRuns(maximumRuns: maximumActiveRuns)
        logger = parts.logger
        history = RunStore(layout: parts.layout)
        environment = JobEnvironment(layout: parts.layout, inherited: parts.environment)
        lookup = ProgramLookup(path: parts.environment["PATH"] ?? ProgramLookup.defaultPath)
        zones = ZoneCache(hostZone: parts.environment["TZ"])
        loop = try SystemLoop(name: "nyala-host")
        outputLoop = try SystemLoop(name: "nyala-output", niceness: Self.outputNiceness)
        staging = try Self.staging(of: parts.keeper)
        scheduleMemory = ScheduleMemory(
            path: parts.layout.schedules,
            loop: loop,
            outputLoop: outputLoop,
            clock: clock,
            logger: logger
        )
        blocking = try BlockingExecutor(name: "nyala-look", threads: Self.blockingThreads)
        tidying = try BlockingExecutor(name: "nyala-tidy", threads: 1, niceness: 10)
        let logChecks = LogChecks()
        self.logChecks = logChecks
        logVolume = LogVolume { logChecks.ask() }
        logNews = parts.logNews
        users = UserBook(clock: clock)
        nullDevice = SharedDescriptor(try Descriptor.open("/dev/null", 2))
    }
}

extension JobHost {
    /// The site's settings, looked at on disk once in each turn of the loop.
    var siteSettings: AppSettings {
        let turn = loop.turns
        if let knownSettings, knownSettings.turn == turn { return knownSettings.settings }
        let settings = settings.current()
        knownSettings = (turn, settings)
        return settings
    }

    /// The variables that every job of the site gets, under these settings.
    package nonisolated func variables(_ settings: AppSettings) -> [String: String] {
        environment.variables(appSettings: settings.variables)
    }
}

extension JobHost: Service {
    /// Runs until graceful shutdown; returns when no process of any job is left.
    package func run() async throws {
        try prepare()
        await withGracefulShutdownHandler {
            await withCheckedContinuation { continuation in
                stopWaiters.append(continuation)
                finishIfStopped()
            }
        } onGracefulShutdown: {
            // Nobody waits for this task: `run` returns when it has stopped everything.
            Task { await self.stopAll() }
        }
        await waitForOutput()
    }

    /// Returns when everything that was to be written so far is in the logs and status files.
    private func waitForOutput() async {
        await withCheckedContinuation { continuation in
            outputLoop.post { continuation.resume() }
        }
    }

    private func prepare() throws {
        for type in JobType.allCases {
            try Folder.create("\(layout.jobsRoot)/\(type.rawValue)")
            try Folder.create("\(layout.data)/jobs/\(type.rawValue)")
        }
        startTime = clock.wallTime()
        sortKept()
        finishTransfer()
        try clearLeftovers()
        try keeper?.listen(on: loop) { [logger] error in
            logger.critical("the keeper has gone", metadata: ["error": "\(error)"])
        }
        listHistories()
        // After the lists, on the same thread.
        beginLogBudget()
        scheduleMemory.load { Folder.exists("\(layout.jobsRoot)/triggered/\($0)") }
        try watchClock()
        let watcher = JobTreeWatcher(
            root: layout.jobsRoot,
            base: layout.home,
            files: [layout.appSettings, layout.secrets, secrets.source.path],
            loop: loop,
            clock: clock
        ) { [unowned self] report in
            // The watcher calls on the loop, which is this actor's executor.
            assumeIsolated { $0.take(report) }
        }
        self.watcher = watcher
        watcher.start()
        // The first process of a container is the parent of all orphans in it, too.
        if trees.means == .mark || getpid() == 1 { collectOrphans() }
    }

    /// Where this host is the parent of what its jobs leave behind: what has ended must not stay as zombies.
    private func collectOrphans() {
        ProcessTable.collectOrphans()
        loop.schedule(at: clock.monotonicTime() + Self.orphanInterval) { [unowned self] in
            assumeIsolated { $0.collectOrphans() }
        }
    }

    /// What an earlier host of this home could not clean up: processes, working copies, unfinished runs.
    private func clearLeftovers() throws {
        let killed = try trees.clearLeftovers(keeping: keptStarts)
        if killed > 0 {
            logger.notice("ended processes of an earlier host", metadata: ["count": "\(killed)"])
        }
        secretMemory.clear(keeping: keptSecretFolders)
        try clearWorkingCopies(keeping: keptRoots)
        if waiting.isEmpty {
            try Folder.removeTree(layout.shutdownFiles)
            try Folder.removeTree(layout.notifySockets)
            try clearPrivateFolders()
        }
        for name in try Folder.names(in: "\(layout.data)/jobs/triggered") {
            // Folders that are no job's name are none of ours.
            guard let job = try? JobName(name) else { continue }
            for run in try history.repair(job, now: clock.wallTime(), keeping: keptRuns(of: job)) {
                logger.notice("run was lost with an earlier host", metadata: ["job": "\(job)", "run": "\(run.id)"])
                lostRuns[JobFolder(type: .triggered, name: job.text), default: []].append(run)
            }
        }
    }

    /// Lists all histories in the background, so that the first look at a long one is quick.
    private nonisolated func listHistories() {
        // Nobody waits for this task: who comes before it lists what he asks for.
        Task(executorPreference: tidying) { [history, layout] in
            // An unreadable folder shows where somebody asks for it.
            for name in (try? Folder.names(in: "\(layout.data)/jobs/triggered")) ?? [] {
                guard let job = try? JobName(name) else { continue }
                try? history.tidyAtStart(job)
                await self.findLastSuccess(job)
            }
        }
    }

    /// The jobs of a type that have been looked at.
    func lookedAt(_ type: JobType) -> [HostedJob] {
        jobs.values.filter { $0.folder.type == type && $0.finding != nil }
    }

    /// Runs the body for a job that is still known.
    ///
    /// For the handlers of timers, supervisors and the watcher: all call on the loop, which is this actor's executor.
    nonisolated func onLoop(_ folder: JobFolder, _ body: @Sendable (isolated JobHost, HostedJob) -> Void) {
        assumeIsolated { host in
            if let job = host.jobs[folder] { body(host, job) }
        }
    }

    /// The same for one process of a continuous job.
    nonisolated func onLoop(
        _ folder: JobFolder,
        _ index: Int,
        _ body: @Sendable (isolated JobHost, HostedJob, ContinuousProcess) -> Void
    ) {
        onLoop(folder) { host, job in
            if let process = job.process(index) { body(host, job, process) }
        }
    }

    // MARK: the end

    private func stopAll() {
        if isHandingOver { return leave() }
        isStopping = true
        watcher?.stop()
        arrivalWatcher?.stop()
        for job in jobs.values {
            if let schedule = job.runs.schedule { loop.cancel(schedule.timer) }
            job.runs.schedule = nil
            leaveRetries(job)
            // What has not begun yet is for the next host to begin.
            for run in job.runs.active where !revoke(run) { stop(run, cause: .shutdown) }
            reconcile(job)
        }
        finishIfStopped()
    }

    /// Called after every end of a process while the host is stopping.
    func finishIfStopped() {
        guard isStopping else { return }
        // Thousands that end need not each look at all: they do so in the order in which they were stopped, so the last
        // one of that order mostly is busy until the end.
        if let folder = lastBusy, let job = jobs[folder], job.isBusy { return }
        lastBusy = jobs.values.reduce(nil) { $1.isBusy ? $1.folder : $0 }
        guard lastBusy == nil else { return }
        trees.removeRoot()
        secretMemory.clear()
        for job in jobs.values { job.statusFile?.flush() }
        scheduleMemory.flush()
        for waiter in stopWaiters { waiter.resume() }
        stopWaiters.removeAll()
    }
}
