import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem

/// Compares the site as it was last deployed with a new tree.
struct SitePlanner {
    let repository: Repository
    let layout: HomeLayout
    let lookup: ProgramLookup

    /// Where the jobs lie below the site's root; `nil` when `WEBJOBS_ROOT_PATH` leads out of the site.
    var jobsPath: String? {
        let prefix = "\(layout.webRoot)/"
        return layout.jobsRoot.hasPrefix(prefix) ? String(layout.jobsRoot.dropFirst(prefix.count)) : nil
    }

    func plan(_ tree: TreeID, over active: ActiveSite) throws(DeploymentError) -> SitePlan {
        do {
            // A tree that is gone (a repository replaced by hand) is as good as none: everything is written again.
            let old = active.site.flatMap { repository.contains(tree: $0) ? $0 : nil }
            let differences = try repository.differences(from: old, to: tree)
            try check(differences)
            return try plan(tree, old, differences, active)
        } catch let error as DeploymentError {
            throw error
        } catch {
            throw .failed("\(error)")
        }
    }

    private func plan(
        _ tree: TreeID,
        _ old: TreeID?,
        _ differences: [TreeDifference],
        _ active: ActiveSite
    ) throws -> SitePlan {
        let before = try jobs(of: old)
        let after = try jobs(of: tree)
        var byJob: [JobFolderName: [TreeDifference]] = [:]
        var otherFiles: [TreeDifference] = []
        for difference in differences {
            guard let (folder, inner) = SitePlan.split(difference.path, jobsPath: jobsPath) else {
                otherFiles.append(difference)
                continue
            }
            byJob[folder, default: []].append(TreeDifference(inner, difference.old, difference.new))
        }
        // A job that was uploaded before, or whose folder somebody removed: the whole folder is written.
        for (folder, job) in after where before[folder] != nil || active.uploads[folder.description] != nil {
            guard !Folder.exists("\(layout.jobsRoot)/\(folder)") || active.uploads[folder.description] != nil else {
                continue
            }
            let uploaded = active.uploads[folder.description].flatMap { repository.contains(tree: $0) ? $0 : nil }
            byJob[folder] = try repository.differences(from: uploaded, to: job)
        }
        let inspected = try inspect(tree)
        let names = Set(before.keys).union(after.keys).union(inspected.jobs.keys).sorted()
        let changes = names.map { name in
            change(name, before[name], after[name], byJob[name] ?? [], inspected.jobs[name] ?? [])
        }
        let steps = byJob.sorted { $0.key < $1.key }.map { name, differences in
            SitePlan.JobStep(folder: name, differences: differences, isRemoval: after[name] == nil)
        }
        return SitePlan(tree: tree, changes: changes, strays: inspected.strays, steps: steps, otherFiles: otherFiles)
    }

    private func change(
        _ name: JobFolderName,
        _ old: TreeID?,
        _ new: TreeID?,
        _ differences: [TreeDifference],
        _ problems: [Problem]
    ) -> JobChange {
        let kind: JobChange.Kind
        if new == nil {
            kind = .removed
        } else if differences.isEmpty, old == new {
            kind = .unchanged
        } else if problems.contains(where: { $0.severity == .problem }) {
            kind = .problem
        } else {
            kind = old == nil ? .new : .changed
        }
        return JobChange(
            type: name.type,
            name: name.name,
            kind: kind,
            fileCount: differences.count,
            problems: new == nil ? [] : problems
        )
    }

    /// The trees of all job folders.
    private func jobs(of tree: TreeID?) throws(GitError) -> [JobFolderName: TreeID] {
        guard let tree, let jobsPath else { return [:] }
        var jobs: [JobFolderName: TreeID] = [:]
        for type in JobType.allCases {
            guard let folder = try repository.folder(at: "\(jobsPath)/\(type.rawValue)", of: tree) else { continue }
            for entry in try repository.entries(of: folder) where entry.kind == .folder {
                jobs[JobFolderName(type: type, name: entry.name)] = entry.object
            }
        }
        return jobs
    }

    private func inspect(_ tree: TreeID) throws -> (jobs: [JobFolderName: [Problem]], strays: [Problem]) {
        guard let jobsPath else { return ([:], []) }
        let (findings, strays) = try SiteInspector(lookup: lookup)
            .inspect(GitFolder(repository: repository, tree: tree), jobsPath: jobsPath)
        let pairs = findings.map { (JobFolderName(type: $0.type, name: $0.name), $0.problems) }
        return (Dictionary(pairs) { $1 }, strays)
    }

    /// Names that no file system should be given, whoever made the tree.
    private func check(_ differences: [TreeDifference]) throws(DeploymentError) {
        var problems: [Problem] = []
        for difference in differences {
            let parts = difference.path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.contains(where: { ["", ".", ".."].contains($0) || $0.lowercased() == ".git" }) {
                problems.append(
                    Problem(code: "bad_path", path: difference.path, message: "this path cannot be written")
                )
            }
        }
        if !problems.isEmpty { throw .refused(problems) }
    }
}
