import GitHosting
package import JobDiscovery
package import JobModel
package import LinuxSystem
package import Logging

/// Makes deployments, one after the other: a push, an archive, a folder, a single job.
///
/// All of it blocks (git, disk), so the actor has a thread of its own; whoever calls waits in line. A deployment ends by
/// exchanging folders. The host of the jobs notices by itself.
package actor Deployer {
    /// Takes a line of what whoever deploys is told, as it happens.
    package typealias Teller = @Sendable (String) -> Void

    let layout: HomeLayout
    let lookup: ProgramLookup
    let clock: any TimeSource
    let logger: Logger
    let store: DeploymentStore
    private let branchSetting: @Sendable () -> String?
    private let loop: SystemLoop
    private var lastID = ""

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    /// `branchSetting`: the branch to deploy, where the site's settings name one.
    package init(
        layout: HomeLayout,
        lookup: ProgramLookup,
        clock: any TimeSource,
        logger: Logger,
        branchSetting: @escaping @Sendable () -> String?
    ) throws(SystemError) {
        self.layout = layout
        self.lookup = lookup
        self.clock = clock
        self.logger = logger
        self.branchSetting = branchSetting
        store = DeploymentStore(layout: layout)
        loop = try SystemLoop(name: "nyala-deploy")
    }

    // MARK: a push

    /// Decides about a push before its references move: deploys what it brings for the deployment branch.
    ///
    /// Throws when the push is to be refused; then nothing has changed.
    package func receive(_ push: Push, tell: @escaping Teller) throws(DeploymentError) {
        let repository = try open(quarantine: push.quarantine)
        let existing = try read { () throws(GitError) in try repository.branches() }
        let moved = push.references.filter { !$0.isDeletion }.compactMap(\.branch)
        let chosen = DeploymentBranch.choose(configured: branchSetting(), existing: existing, pushed: moved)
        for reference in push.references {
            guard let branch = reference.branch else { continue }
            if branch != chosen {
                tellStored(branch, chosen, tell)
            } else if reference.isDeletion {
                let reason = "\(branch) is the branch that is deployed; deleting it would leave the site without one"
                tell("refused: \(reason)")
                throw .failed(reason)
            } else {
                try deploy(reference, branch, repository, push.pusher, tell)
            }
        }
    }

    private func tellStored(_ branch: String, _ chosen: String?, _ tell: Teller) {
        if let chosen {
            tell("\(branch) is stored but not deployed: the deployment branch is \(chosen).")
        } else {
            tell("\(branch) is stored but not deployed: there are several branches, and none is main or master.")
        }
        tell("To deploy it, name it in the site's settings: \"deployment_branch\": \"\(branch)\"")
    }

    private func deploy(
        _ reference: PushedReference,
        _ branch: String,
        _ repository: Repository,
        _ pusher: String,
        _ tell: @escaping Teller
    ) throws(DeploymentError) {
        let commit = try read { () throws(GitError) in try repository.commit(reference.newCommit) }
        var record = DeploymentRecord(
            id: nextID(suffix: String(commit.id.prefix(10))),
            deployer: "push",
            author: commit.author.isEmpty ? pusher : commit.author,
            message: commit.title,
            commit: commit.id,
            branch: branch,
            received: clock.wallTime()
        )
        try deploySite(commit.tree, &record, repository, tell)
        // Only says which branch a clone checks out.
        try? repository.setHead(to: branch)
    }

    // MARK: for the other kinds of deployment

    /// Deploys a tree as the whole site.
    func deploySite(
        _ tree: TreeID,
        _ record: inout DeploymentRecord,
        _ repository: Repository,
        _ tell: @escaping Teller
    ) throws(DeploymentError) {
        var deployment = SiteDeployment(
            layout: layout,
            store: store,
            repository: repository,
            planner: SitePlanner(repository: repository, layout: layout, lookup: lookup),
            clock: clock,
            record: record,
            tell: tell
        )
        defer { record = deployment.record }
        do throws(DeploymentError) {
            try deployment.run(tree)
            logger.notice("deployed", metadata: ["deployment": "\(record.id)", "deployer": "\(record.deployer)"])
        } catch {
            logger.warning("deployment refused", metadata: ["deployment": "\(record.id)", "error": "\(error)"])
            throw error
        }
    }

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

    // MARK: looking

    package func records() throws(SystemError) -> [DeploymentRecord] {
        try store.records()
    }

    package func record(_ id: String) -> DeploymentRecord? {
        store.record(id)
    }

    package func log(_ id: String) throws(SystemError) -> String {
        try store.log(id)
    }

    package func active() throws(SystemError) -> ActiveSite {
        try store.active()
    }
}
