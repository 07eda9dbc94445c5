import GitHosting
package import JobDiscovery
package import JobModel
package import LinuxSystem
package import Logging

/// Makes deployments, one after the other: a push, an archive, a folder, a single job, a return to an earlier one.
///
/// What blocks (git, disk) does so on a thread of the actor's own; whoever comes meanwhile waits in line. A deployment
/// ends by exchanging folders. The host of the jobs notices by itself.
package actor Deployer {
    /// Takes a line of what whoever deploys is told, as it happens.
    package typealias Teller = @Sendable (String) -> Void

    let layout: HomeLayout
    let lookup: ProgramLookup
    let clock: any TimeSource
    let logger: Logger
    let store: DeploymentStore
    let policy: @Sendable () -> DeploymentPolicy
    let tools: BuildTools
    private let events: HostEvents
    private let starts: any StartWatching
    package nonisolated let tally = DeploymentTally()
    private let deployedJobs: DeployedJobs
    let looking: BlockingExecutor
    let removal: LateRemoval
    let loop: SystemLoop
    private var lastID = ""

    private var line = DeploymentLine()
    private var cancellation: DeploymentCancellation?
    /// Those who fetch from elsewhere, before they stand in line.
    private var fetches = DeploymentLine()
    private var fetchCancellation: DeploymentCancellation?
    /// The last push of each branch that was let through, which git moves the branch for a moment later.
    var acceptedPushes: [String: AcceptedPush] = [:]
    /// Set while nobody deploys, until the repository has its turn.
    var tidyingTimer: TimerID?
    var isTidying = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    package init(
        layout: HomeLayout,
        lookup: ProgramLookup,
        starts: any StartWatching,
        tools: BuildTools,
        events: HostEvents,
        clock: any TimeSource,
        logger: Logger,
        policy: @escaping @Sendable () -> DeploymentPolicy
    ) throws(SystemError) {
        self.layout = layout
        self.lookup = lookup
        self.starts = starts
        self.tools = tools
        self.events = events
        self.clock = clock
        self.logger = logger
        self.policy = policy
        store = DeploymentStore(layout: layout)
        deployedJobs = DeployedJobs(layout: layout)
        looking = try BlockingExecutor(name: "nyala-records", threads: 1)
        removal = try LateRemoval()
        loop = try SystemLoop(name: "nyala-deploy")
    }

    // MARK: one deployment

    /// Makes a deployment when it is its turn.
    ///
    /// `change` is asked for what to deploy only then, since it may depend on what is active. `isOnRecord`: its record was
    /// written already.
    func deploy(
        _ start: DeploymentRecord,
        isOnRecord: Bool = false,
        _ repository: Repository,
        source: FileSource? = nil,
        quarantine: String? = nil,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller,
        _ change: () throws(DeploymentError) -> SiteChange
    ) async throws(DeploymentError) -> DeploymentRecord {
        if !options.isDryRun, !isOnRecord { try write(start) }
        do throws(DeploymentError) {
            try await takeTurn(start, tell)
        } catch {
            if !options.isDryRun { fail(start, error) }
            throw error
        }
        defer { endTurn() }
        // On a disk that is nearly full, this one may need the room.
        await removal.wait()
        let cancellation = DeploymentCancellation()
        self.cancellation = cancellation
        defer { self.cancellation = nil }
        let policy = policy()
        let parts = SiteDeployment.Parts(
            layout: layout,
            store: store,
            repository: repository,
            source: source ?? FileSource(repository),
            planner: SitePlanner(repository: repository, layout: layout, lookup: lookup, clock: clock),
            builds: SiteBuilds(
                repository: repository,
                tools: tools,
                cancellation: cancellation,
                layout: layout,
                lookup: lookup,
                policy: policy
            ),
            policy: policy,
            starts: starts,
            cancellation: cancellation,
            removal: removal,
            clock: clock
        )
        var deployment = SiteDeployment(parts, options, quarantine: quarantine, record: start, tell: tell)
        do throws(DeploymentError) {
            try await deployment.run(change)
            if !options.isDryRun {
                tellOfEnd(deployment.record, .success)
                clearUp()
            }
            logger.notice("deployed", metadata: ["deployment": "\(start.id)", "deployer": "\(start.deployer)"])
        } catch {
            if !options.isDryRun {
                tellOfEnd(deployment.record, .failed, error)
                clearUp()
            }
            logger.warning("deployment refused", metadata: ["deployment": "\(start.id)", "error": "\(error)"])
            throw error
        }
        return deployment.record
    }

    private func tellOfEnd(
        _ record: DeploymentRecord,
        _ status: DeploymentRecord.Status,
        _ error: DeploymentError? = nil
    ) {
        tally.note(status)
        let now = clock.wallTime()
        var event = HostEvent(status == .success ? .deployed : .deploymentFailed, at: now)
        event.deployment = HostEvent.DeploymentFacts(
            id: record.id,
            isSuccess: status == .success,
            deployer: record.deployer,
            author: record.author,
            message: record.message,
            commit: record.commit,
            branch: record.branch,
            received: record.received,
            end: record.end ?? now,
            reason: error.map { "\($0)" } ?? record.reason
        )
        events.publish(event)
    }

    func write(_ record: DeploymentRecord) throws(DeploymentError) {
        do throws(SystemError) {
            try store.write(record)
        } catch {
            throw .failed("\(error)")
        }
    }

    func fail(_ record: DeploymentRecord, _ error: DeploymentError) {
        tellOfEnd(record, .failed, error)
        var record = record
        record.status = .failed
        record.reason = "\(error)"
        record.end = clock.wallTime()
        // Whoever deploys hears the reason all the same.
        try? store.write(record)
    }

    // MARK: the line

    private func takeTurn(_ record: DeploymentRecord, _ tell: Teller) async throws(DeploymentError) {
        if let branch = record.branch { line.supersede(branch, by: record.id) }
        let ticket = DeploymentQueue.Ticket(id: record.id, branch: record.branch)
        guard !line.enter(ticket) else { return }
        tell("waiting for deployment \(line.current ?? "") to end …")
        if let error = await withCheckedContinuation({ line.wait(ticket.id, $0) }) {
            tell("\(error)")
            throw error
        }
    }

    private func endTurn() {
        if !line.leave() { tidyLater() }
    }

    /// Waits until nobody else fetches; by what is returned the fetch can be cancelled.
    func takeFetchTurn(_ record: DeploymentRecord, _ tell: Teller) async throws(DeploymentError)
        -> DeploymentCancellation
    {
        if !fetches.enter(DeploymentQueue.Ticket(id: record.id, branch: nil)) {
            tell("waiting for the fetch of \(fetches.current ?? "") to end …")
            if let error = await withCheckedContinuation({ fetches.wait(record.id, $0) }) { throw error }
        }
        let cancellation = DeploymentCancellation()
        fetchCancellation = cancellation
        return cancellation
    }

    func endFetchTurn() {
        fetchCancellation = nil
        _ = fetches.leave()
    }

    /// Takes a deployment out of the line, or ends what it waits for: a fetch, a build, its jobs.
    ///
    /// That undoes it.
    ///
    /// `false` when it neither waits nor runs.
    package func cancel(_ id: String) throws(DeploymentError) -> Bool {
        guard store.record(id) != nil else { throw .unknownDeployment(id) }
        if line.cancel(id) || fetches.cancel(id) { return true }
        if fetches.current == id, let fetchCancellation {
            fetchCancellation.cancel()
            return true
        }
        guard line.current == id else { return false }
        cancellation?.cancel()
        return true
    }

    // MARK: for all kinds

    func open(quarantine: String? = nil) throws(DeploymentError) -> Repository {
        let path = layout.repository
        return try read { () throws(GitError) in try Repository(opening: path, quarantine: quarantine) }
    }

    func read<Result>(_ body: () throws(GitError) -> Result) throws(DeploymentError) -> Result {
        do {
            return try body()
        } catch {
            throw .failed("\(error)")
        }
    }

    func newRecord(_ origin: Origin) -> DeploymentRecord {
        var record = newRecord(origin.deployer, origin.author, origin.message)
        record.authorEmail = origin.authorEmail
        return record
    }

    func newRecord(_ deployer: String, _ author: String, _ message: String) -> DeploymentRecord {
        DeploymentRecord(
            id: nextID(suffix: Self.idPart(deployer)),
            deployer: deployer,
            author: author,
            message: message,
            received: clock.wallTime()
        )
    }

    /// What may stand in the name of a folder; clients may call a deployer anything.
    private static func idPart(_ deployer: String) -> String {
        let allowed = deployer.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return String(allowed.prefix(maximumIDPart))
    }

    private static let maximumIDPart = 32

    /// Sorts after every earlier id, also when the clock was set back.
    func nextID(suffix: String) -> String {
        if lastID.isEmpty {
            // An unreadable folder of deployments shows when the record is written.
            lastID = String(((try? store.ids())?.first ?? "").prefix(RunID.length))
        }
        let id = RunID(start: clock.wallTime(), after: RunID(lastID))
        lastID = id.text
        return suffix.isEmpty ? id.text : "\(id.text)-\(suffix)"
    }

    /// Removes a deployment from the list; what it deployed stays where it is active.
    ///
    /// `false` when it is the active one or under way.
    package func forget(_ id: String) throws(DeploymentError) -> Bool {
        guard let record = store.record(id) else { throw .unknownDeployment(id) }
        let repository = try open()
        do {
            guard record.status.isFinal, try store.active().deployment != id else { return false }
            try store.remove(id, repository)
            return true
        } catch {
            throw .failed("\(error)")
        }
    }

    // MARK: looking, which no deployment under way delays

    package nonisolated func records() async throws -> [DeploymentRecord] {
        try await looking.perform { [store] in try store.records() }
    }

    /// Some deployments, newest first, and where the next page goes on.
    package nonisolated func records(
        before: String?,
        limit: Int
    ) async throws -> (records: [DeploymentRecord], next: String?) {
        try await looking.perform { [store] in
            let ids = try store.ids().filter { id in before.map { id < $0 } ?? true }
            let page = ids.prefix(limit)
            return (page.compactMap(store.record), page.count < ids.count ? page.last : nil)
        }
    }

    package nonisolated func record(_ id: String) async throws -> DeploymentRecord? {
        try await looking.perform { [store] in store.record(id) }
    }

    /// The newest deployment of this id, of a commit, or of what it is called elsewhere.
    package nonisolated func find(_ id: String) async throws -> DeploymentRecord? {
        try await looking.perform { [store] in
            if let record = store.record(id) { return record }
            return try store.records().first { $0.commit == id || $0.externalID == id }
        }
    }

    package nonisolated func log(_ id: String) async throws -> String {
        try await looking.perform { [store] in try store.log(id) }
    }

    package nonisolated func active() async throws -> ActiveSite {
        try await looking.perform { [store] in try store.active() }
    }

    /// What was deployed of every job; nothing of a repository that cannot be read.
    package nonisolated func origins() async throws -> JobOrigins {
        try await looking.perform { [store, deployedJobs, layout] in
            let active = try? store.active()
            let jobs = try? active.map { try deployedJobs.jobs(of: $0, jobsPath: layout.jobsPathInSite) }
            return JobOrigins(tree: active?.tree, jobs: jobs ?? [:])
        }
    }
}
