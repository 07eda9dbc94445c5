import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem

/// Compares the site as it was last deployed with what is to be deployed.
struct SitePlanner {
    let repository: Repository
    let layout: HomeLayout
    let lookup: ProgramLookup
    let clock: any TimeSource

    var jobsPath: String { layout.jobsPathInSite }

    /// Finds the edits that what it plans would overwrite.
    var editedFiles: EditedFiles {
        EditedFiles(repository: repository, layout: layout, jobsPath: jobsPath, clock: clock)
    }

    /// `isClean`: what nobody deployed goes.
    func plan(
        _ change: SiteChange,
        over active: ActiveSite,
        isClean: Bool = false
    ) throws(DeploymentError) -> SitePlan {
        do {
            let next = try SiteComposer(repository: repository, jobsPath: jobsPath).next(change, over: active)
            // A tree that is gone (a repository replaced by hand) is as good as none: everything is written again.
            let old = active.tree.flatMap { repository.contains(tree: $0) ? $0 : nil }
            let differences = try repository.differences(from: old, to: next.tree)
            let found = try TreeRules(repository, next.tree, jobsPath: jobsPath).problems(in: differences)
            var problems = found.filter { $0.severity == .problem }
            guard problems.isEmpty else {
                // What is wrong with the jobs besides, unless it is too much to look at, or the tree is no site at all.
                if differences.count <= TreeLimits().files {
                    problems += (try? plan(change, next, old, differences, isClean).blockingProblems) ?? []
                }
                throw DeploymentError.refused(problems)
            }
            return try plan(change, next, old, differences, isClean).with(found, jobsPath: jobsPath)
        } catch let error as DeploymentError {
            throw error
        } catch GitError.badTree(let path, let reason) {
            throw .refused([Problem(code: "bad_tree", path: "\(ShownPath(path))", message: reason)])
        } catch {
            throw .failed("\(error)")
        }
    }

    private func plan(
        _ change: SiteChange,
        _ next: ActiveSite,
        _ old: TreeID?,
        _ differences: [TreeDifference],
        _ isClean: Bool
    ) throws -> SitePlan {
        let before = try jobs(of: old)
        let after = try jobs(of: next.tree)
        var steps: [JobFolderName: SitePlan.JobStep] = [:]
        var otherFiles: [TreeDifference] = []
        var byJob: [JobFolderName: [TreeDifference]] = [:]
        for difference in differences {
            guard let (folder, inner) = SitePlan.split(difference.path, jobsPath: jobsPath) else {
                otherFiles.append(difference)
                continue
            }
            byJob[folder, default: []].append(TreeDifference(inner, difference.old, difference.new))
        }
        for (folder, differences) in byJob {
            let kind: SitePlan.JobStep.Kind = after[folder] == nil ? .removal : .change
            steps[folder] = SitePlan.JobStep(folder: folder, kind: kind, differences: differences, tree: after[folder])
        }
        if change.isWhole {
            // A job whose folder somebody removed is there again afterwards.
            for (folder, job) in after where !Folder.exists(path(folder)) { steps[folder] = try rewrite(folder, job) }
        }
        if change.isWhole, isClean { try addCleaning(after, &steps) }
        for folder in change.replacedJobs {
            if let job = after[folder], try isOther(folder, job) { steps[folder] = try rewrite(folder, job) }
        }
        if let folder = change.removedJob.map(JobFolderName.init) {
            steps[folder] = SitePlan.JobStep(folder: folder, kind: .removal, differences: byJob[folder] ?? [])
        }
        let inspected = try inspect(next.tree)
        let names = Set(before.keys).union(after.keys).union(inspected.jobs.keys).union(steps.keys).sorted()
        let changes = names.map { name in
            self.change(
                name,
                was: before[name] != nil,
                isThere: after[name] != nil,
                steps[name],
                inspected.jobs[name]?.problems ?? []
            )
        }
        return SitePlan(
            next: next,
            changes: changes,
            strays: inspected.strays,
            steps: steps.values.sorted { $0.folder < $1.folder },
            otherFiles: otherFiles,
            jobs: after.compactMap { folder, tree in
                inspected.jobs[folder]?.description.map { SitePlan.Job(folder: folder, tree: tree, description: $0) }
            }.sorted { $0.folder < $1.folder }
        )
    }

    // MARK: what is on disk

    private func path(_ folder: JobFolderName) -> String { "\(layout.jobsRoot)/\(folder)" }

    private func rewrite(_ folder: JobFolderName, _ job: TreeID) throws -> SitePlan.JobStep {
        let files = try repository.differences(from: nil, to: job)
        return SitePlan.JobStep(folder: folder, kind: .rewrite, differences: files, tree: job)
    }

    private func addCleaning(
        _ after: [JobFolderName: TreeID],
        _ steps: inout [JobFolderName: SitePlan.JobStep]
    ) throws {
        for type in JobType.allCases {
            for name in try Folder.names(in: "\(layout.jobsRoot)/\(type.rawValue)") {
                let folder = JobFolderName(type: type, name: name)
                if let job = after[folder] {
                    if try isOther(folder, job) { steps[folder] = try rewrite(folder, job) }
                } else if Folder.exists(path(folder)) {
                    steps[folder] = SitePlan.JobStep(folder: folder, kind: .removal, differences: [])
                }
            }
        }
    }

    /// Whether the live folder is not exactly this tree.
    private func isOther(_ folder: JobFolderName, _ job: TreeID) throws -> Bool {
        try LiveFolder(path: path(folder), clock: clock).tree() != job
    }

    // MARK: what is in the tree

    private func change(
        _ name: JobFolderName,
        was: Bool,
        isThere: Bool,
        _ step: SitePlan.JobStep?,
        _ problems: [Problem]
    ) -> JobChange {
        let kind: JobChange.Kind
        if !isThere {
            kind = step == nil && !problems.isEmpty ? .problem : .removed
        } else if let step {
            let isBroken = problems.contains { $0.severity == .problem }
            let isNew = !Folder.exists(path(name)) || !was && step.kind == .change
            kind = isBroken ? .problem : isNew ? .new : .changed
        } else {
            kind = .unchanged
        }
        return JobChange(
            type: name.type,
            name: name.name,
            kind: kind,
            fileCount: step?.differences.count ?? 0,
            problems: isThere || kind == .problem ? problems : []
        )
    }

    /// The trees of all job folders.
    private func jobs(of tree: TreeID?) throws(GitError) -> [JobFolderName: TreeID] {
        guard let tree else { return [:] }
        var jobs: [JobFolderName: TreeID] = [:]
        for type in JobType.allCases {
            guard let folder = try repository.folder(at: "\(jobsPath)/\(type.rawValue)", of: tree) else { continue }
            for entry in try repository.entries(of: folder) where entry.kind == .folder {
                jobs[JobFolderName(type: type, name: entry.name)] = entry.object
            }
        }
        return jobs
    }

    private func inspect(_ tree: TreeID?) throws -> (jobs: [JobFolderName: SiteInspector.Finding], strays: [Problem]) {
        guard let tree else { return ([:], []) }
        let (findings, strays) = try SiteInspector(lookup: lookup)
            .inspect(GitFolder(repository: repository, tree: tree), jobsPath: jobsPath)
        let pairs = findings.map { (JobFolderName(type: $0.type, name: $0.name), $0) }
        return (Dictionary(pairs) { $1 }, strays)
    }
}
