import GitHosting
import JobModel
import LinuxSystem

/// One deployment of a whole site, from its tree to the record: validate, tell, stage, activate.
struct SiteDeployment {
    let layout: HomeLayout
    let store: DeploymentStore
    let repository: Repository
    let planner: SitePlanner
    let clock: any TimeSource
    var record: DeploymentRecord
    let tell: Deployer.Teller
    private var lines: [String] = []

    init(
        layout: HomeLayout,
        store: DeploymentStore,
        repository: Repository,
        planner: SitePlanner,
        clock: any TimeSource,
        record: DeploymentRecord,
        tell: @escaping Deployer.Teller
    ) {
        self.layout = layout
        self.store = store
        self.repository = repository
        self.planner = planner
        self.clock = clock
        self.record = record
        self.tell = tell
    }

    mutating func run(_ tree: TreeID) throws(DeploymentError) {
        record.tree = tree
        do {
            let active = try store.active()
            let plan = try planner.plan(tree, over: active)
            record.jobs = plan.changes
            say(plan)
            let problems = plan.blockingProblems
            guard problems.isEmpty else { throw DeploymentError.refused(problems) }
            try activate(plan, over: active)
            try finish(.success, nil)
        } catch {
            let failure = (error as? DeploymentError) ?? .failed("\(error)")
            saySorry(failure)
            // The record tells of the failure; when even that cannot be written, the pusher knows all the same.
            try? finish(.failed, failure)
            throw failure
        }
    }

    // MARK: activation

    private mutating func activate(_ plan: SitePlan, over active: ActiveSite) throws {
        record.status = .deploying
        let folder = store.folder(record.id)
        let staging = "\(folder)/staging"
        try Folder.create(folder)
        try store.write(record)
        defer { try? Folder.removeTree(staging) }
        var activation = Activation(deploymentFolder: folder)
        for step in plan.steps { try stage(step, staging, &activation) }
        try activation.perform(from: active.site, to: plan.tree) {
            try writeOtherFiles(plan.otherFiles)
        }
        var next = active
        next.deployment = record.id
        next.site = plan.tree
        for step in plan.steps { next.uploads[step.folder.description] = nil }
        try store.setActive(next)
        activation.commit()
    }

    private func stage(_ step: SitePlan.JobStep, _ staging: String, _ activation: inout Activation) throws {
        let live = "\(layout.jobsRoot)/\(step.folder)"
        let staged = "\(staging)/\(step.folder)"
        try Folder.create("\(staging)/\(step.folder.type.rawValue)")
        try Folder.create("\(layout.jobsRoot)/\(step.folder.type.rawValue)")
        if step.isRemoval { return try activation.remove(live, to: staged) }
        let folder = StagedFolder(path: staged, repository: repository)
        try folder.clone(live)
        try folder.apply(step.differences)
        try activation.replace(live, with: staged)
    }

    private func writeOtherFiles(_ differences: [TreeDifference]) throws {
        let files = SiteFile(repository: repository, root: layout.webRoot)
        for difference in differences where difference.new == nil { try files.remove(difference.path) }
        for difference in differences {
            if let new = difference.new { try files.write(new, at: difference.path) }
        }
    }

    // MARK: words

    private mutating func say(_ line: String) {
        lines.append(line)
        tell(line)
    }

    private mutating func say(_ plan: SitePlan) {
        let subject = record.commit.map { " \($0.prefix(10))" } ?? ""
        say("Nyala: deploying\(subject) \(record.message)")
        say("")
        for line in JobTable.lines(plan.changes) { say(line) }
        for stray in plan.strays { say("  \(stray)") }
        let others = plan.otherFiles.count
        if others > 0 { say("\(others) other \(others == 1 ? "file" : "files") of the site changed") }
    }

    private mutating func saySorry(_ failure: DeploymentError) {
        say("")
        switch failure {
        case .refused(let problems):
            let count = problems.count
            say("refused because of \(count == 1 ? "one problem" : "\(count) problems"):")
            for problem in problems { say("  \(problem)") }
        case .noScript, .badArchive, .unknownDeployment, .failed:
            say("\(failure)")
        }
        say("Nothing was changed: what ran before runs on.")
    }

    private mutating func finish(_ status: DeploymentRecord.Status, _ failure: DeploymentError?) throws {
        record.status = status
        record.end = clock.wallTime()
        record.reason = failure?.description
        if status == .success { say("deployed as \(record.id)") }
        try store.write(record)
        try store.write(log: lines, of: record.id)
        if status == .success { try store.prune() }
    }
}
