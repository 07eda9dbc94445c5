import GitHosting
import JobModel
import LinuxSystem

/// One deployment, whatever way it came, from what it changes to the record: check, build, keep edits, stage,
/// activate, watch.
struct SiteDeployment {
    /// What it works with.
    struct Parts {
        let layout: HomeLayout
        let store: DeploymentStore
        let repository: Repository
        /// Where the files of this deployment come from.
        let source: FileSource
        let planner: SitePlanner
        let builds: SiteBuilds
        let policy: DeploymentPolicy
        let starts: any StartWatching
        let cancellation: DeploymentCancellation
        let removal: LateRemoval
        let clock: any TimeSource
    }

    let parts: Parts
    let options: DeploymentOptions
    /// Where the objects of a push are until it is accepted.
    let quarantine: String?
    private(set) var record: DeploymentRecord
    private var log: DeploymentLog

    init(
        _ parts: Parts,
        _ options: DeploymentOptions,
        quarantine: String?,
        record: DeploymentRecord,
        tell: @escaping Deployer.Teller
    ) {
        self.parts = parts
        self.options = options
        self.quarantine = quarantine
        self.record = record
        log = DeploymentLog(store: parts.store, id: record.id, tell: tell)
    }

    /// `change` is asked for when it is this one's turn.
    mutating func run(_ change: () throws(DeploymentError) -> SiteChange) async throws(DeploymentError) {
        do {
            let active = try parts.store.active()
            let change = try change()
            let plan = try parts.planner.plan(change, over: active, isClean: options.isClean)
            record.tree = plan.next.tree
            record.jobs = plan.changes
            say(plan)
            guard plan.blockingProblems.isEmpty else { throw DeploymentError.refused(plan.blockingProblems) }
            if options.isDryRun {
                for file in try parts.builds.wouldBuild(plan) { log.say("would build \(file)") }
                return log.say("dry run: nothing was changed")
            }
            let (builds, teller) = (parts.builds, log.teller)
            try await builds.build(plan, begin: { try enter(.building) }, tell: teller)
            try await activate(plan, over: active)
        } catch {
            let failure = (error as? DeploymentError) ?? .failed("\(error)")
            log.say(failure)
            // The record tells of the failure; when even that cannot be written, the pusher knows all the same.
            try? finish(.failed, failure)
            throw failure
        }
    }

    private mutating func enter(_ status: DeploymentRecord.Status) throws {
        record.status = status
        try parts.store.write(record)
    }

    // MARK: making it live

    private mutating func activate(_ plan: SitePlan, over active: ActiveSite) async throws {
        try enter(.deploying)
        var next = plan.next
        next.deployment = record.id
        next.commit = try commit(plan, over: active)
        let folder = parts.store.folder(record.id)
        let staging = SiteStaging(
            layout: parts.layout,
            source: parts.source,
            clock: parts.clock,
            folder: "\(folder)/staging"
        )
        // With what was live before, which may be many files. A host that is killed removes it at its next start.
        defer { parts.removal.remove(staging.folder) }
        // Once more for who had the old folder open at the moment of the exchange; what was there before and is gone was
        // taken away since.
        var known: [String: Set<String>] = [:]
        defer { staging.carryLateFiles(plan, known: known) }
        var activation = Activation(deploymentFolder: folder)
        try staging.prepare(plan, &activation)
        var edits = parts.planner.editedFiles
        let kept = try keepEdits(plan, over: active, &edits)
        let exchange = parts.clock.wallTime()
        try activation.perform()
        known = staging.carryLateFiles(plan)
        do {
            try await watch(plan, since: exchange)
            // From here on it is the active one, whatever happens.
            try parts.store.setActive(next)
        } catch {
            activation.undo()
            keepLateEdits(plan, over: active, &edits, in: staging.replaced, besides: kept)
            throw error
        }
        record.site = next
        keepLateEdits(plan, over: active, &edits, in: staging.replaced, besides: kept)
        try finish(.success, nil)
        activation.commit()
        staging.removeEmptyFolders(plan)
        try? parts.repository.point(DeploymentStore.activeReference, at: next.commit ?? "")
    }

    /// Gives what will be deployed a name, so that git never removes it.
    private func commit(_ plan: SitePlan, over active: ActiveSite) throws -> String? {
        guard let tree = plan.next.tree else { return nil }
        if let quarantine { try parts.repository.adopt(quarantine: quarantine) }
        return try parts.repository.keep(
            tree,
            as: DeploymentStore.reference(record.id),
            author: record.author,
            message: record.message,
            at: record.received,
            parents: [active.commit, record.commit].compactMap(\.self)
        )
    }

    private mutating func keepEdits(
        _ plan: SitePlan,
        over active: ActiveSite,
        _ edits: inout EditedFiles
    ) throws -> EditedFiles.Edits {
        let found = try edits.find(plan, over: active, in: edits.livePlaces)
        guard !found.isEmpty else { return [:] }
        let id = try edits.keep(found, over: active, before: record)
        record.edits = id
        log.say(edits: found.keys.sorted(), keptAs: id)
        return found
    }

    /// What was written to deployed files between the look above and the exchange, or to those that were exchanged by who
    /// had them open.
    private mutating func keepLateEdits(
        _ plan: SitePlan,
        over active: ActiveSite,
        _ edits: inout EditedFiles,
        in places: EditedFiles.Places,
        besides kept: EditedFiles.Edits
    ) {
        do {
            let found = try edits.find(plan, over: active, in: places)
            let late = found.filter { !$1.entry.isSame(as: kept[$0]?.entry) }
            guard !late.isEmpty else { return }
            // Those that were kept are in the repository; where they lay is something else now.
            let all = kept.mapValues { (file: "", entry: $0.entry) }.merging(found) { $1 }
            let id = try edits.keep(all, over: active, before: record)
            record.edits = id
            log.say(edits: late.keys.sorted(), keptAs: id)
        } catch {
            // It is deployed: what could not be kept is told, and refuses nothing any more.
            log.say("edits of the last moment could not be kept: \(error)")
        }
    }

    /// Waits until the jobs that it starts are up.
    private mutating func watch(_ plan: SitePlan, since exchange: Timestamp) async throws(DeploymentError) {
        let jobs = plan.startingJobs
        guard !jobs.isEmpty else { return }
        let (starts, settle, teller) = (parts.starts, parts.policy.settle, log.teller)
        let failures = await parts.cancellation.run {
            await starts.follow(jobs, since: exchange, settle: settle, tell: teller)
        }
        if parts.cancellation.isCancelled { throw .cancelled }
        guard !failures.isEmpty else { return }
        for failure in failures { log.say(failure) }
        guard parts.policy.onFailure == .keep else { throw .notStarted(failures) }
        record.reason = "\(DeploymentError.notStarted(failures)); it was kept (deploy.on_failure)"
        log.say("kept, as deploy.on_failure says")
    }

    // MARK: words

    private mutating func say(_ plan: SitePlan) {
        let subject = record.commit.map { " \($0.prefix(10))" } ?? ""
        var lines = ["Nyala: deploying\(subject) \(record.message)", ""]
        lines += JobTable.lines(plan.changes)
        lines += plan.strays.map { "  \($0)" }
        let others = plan.otherFiles.count
        if others > 0 { lines.append("\(others) other \(others == 1 ? "file" : "files") of the site changed") }
        log.say(lines)
    }

    private mutating func finish(_ status: DeploymentRecord.Status, _ failure: DeploymentError?) throws {
        record.status = status
        record.end = parts.clock.wallTime()
        if let failure { record.reason = "\(failure)" }
        if status == .success { log.say("deployed as \(record.id)") }
        guard !options.isDryRun else { return }
        try parts.store.write(record)
    }
}
