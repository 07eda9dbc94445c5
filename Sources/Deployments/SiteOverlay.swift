import GitHosting
import JobModel
import LinuxSystem

/// Makes a change of files that are put over the site: each job it touches becomes what is on disk now, with these files
/// over it.
struct SiteOverlay {
    let repository: Repository
    let layout: HomeLayout
    let clock: any TimeSource

    /// `files` is what is put at `path` of the site's tree.
    func change(_ files: TreeID, at path: String, over active: ActiveSite) throws -> SiteChange {
        let entry = TreeEntry(name: "", kind: .folder, object: files)
        var tree = try repository.replacing(path, with: entry, in: nil)
        var jobs: [JobFolderName] = []
        for type in JobType.allCases {
            let folder = "\(layout.jobsPathInSite)/\(type.rawValue)"
            guard let inFolder = try repository.folder(at: folder, of: tree) else { continue }
            for job in try repository.entries(of: inFolder) where job.kind == .folder {
                let name = JobFolderName(type: type, name: job.name)
                let below = try live(name, over: active)
                guard let merged = try repository.merging(job.object, over: below, base: nil) else { continue }
                let entry = TreeEntry(name: job.name, kind: .folder, object: merged)
                tree = try repository.replacing("\(folder)/\(job.name)", with: entry, in: tree)
                jobs.append(name)
            }
        }
        return .overlay(tree, jobs: jobs)
    }

    /// The tree of a job as it is on disk; `nil` when there is none.
    ///
    /// Only what differs from what was deployed is read into the repository.
    private func live(_ name: JobFolderName, over active: ActiveSite) throws -> TreeID? {
        let folder = LiveFolder(path: "\(layout.jobsRoot)/\(name)", clock: clock)
        guard Folder.exists(folder.path) else { return nil }
        var tree: TreeID?
        if let active = active.tree, repository.contains(tree: active) {
            tree = try repository.folder(at: "\(layout.jobsPathInSite)/\(name)", of: active)
        }
        let files = try folder.files()
        let deployed = try repository.differences(from: nil, to: tree ?? (try repository.store(entries: [])))
        for file in deployed where files[file.path] == nil {
            tree = try repository.replacing(file.path, with: nil, in: tree)
        }
        let known = Dictionary(deployed.map { ($0.path, $0.new) }) { $1 }
        for (path, entry) in files.sorted(by: { $0.key < $1.key }) where !entry.isSame(as: known[path] ?? nil) {
            // Gone since it was looked at.
            guard let stored = try repository.store(file: "\(folder.path)/\(path)") else { continue }
            tree = try repository.replacing(path, with: stored, in: tree)
        }
        return tree
    }
}
