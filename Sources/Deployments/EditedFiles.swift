import GitHosting
import JobModel
import LinuxSystem

/// Finds what somebody edited on the server and a deployment is about to overwrite or remove, and keeps it.
struct EditedFiles {
    /// Files that differ from what was deployed, by their paths in the site's tree.
    typealias Edits = [String: (file: String, entry: TreeEntry)]

    /// Where the edits are kept, one reference each.
    static let references = "refs/nyala/edits"

    /// Where the files lie: in the live site, or beside it once others have taken their place.
    struct Places {
        let job: (JobFolderName) -> String
        let file: (TreeDifference) -> String
    }

    let repository: Repository
    let layout: HomeLayout
    let jobsPath: String
    let clock: any TimeSource
    /// What was read already; the second look reads what changed since the first.
    private var jobCaches: [JobFolderName: FolderReader.Cache] = [:]
    private var fileCaches: [String: FolderReader.Cache] = [:]

    init(repository: Repository, layout: HomeLayout, jobsPath: String, clock: any TimeSource) {
        self.repository = repository
        self.layout = layout
        self.jobsPath = jobsPath
        self.clock = clock
    }

    var livePlaces: Places {
        let layout = layout
        return Places(job: { "\(layout.jobsRoot)/\($0)" }, file: { "\(layout.webRoot)/\($0.path)" })
    }

    /// Looks at nothing but the paths that the plan touches.
    mutating func find(_ plan: SitePlan, over active: ActiveSite, in places: Places) throws -> Edits {
        var edits: Edits = [:]
        for step in plan.steps {
            let live = LiveFolder(path: places.job(step.folder), clock: clock)
            let inTree = "\(jobsPath)/\(step.folder)"
            let lost = try lostFiles(step, live, in: inTree, active)
            for (path, entry) in lost { edits["\(inTree)/\(path)"] = ("\(live.path)/\(path)", entry) }
            // Something that lies where the job's folder must be.
            let isFolder = Folder.exists(live.path) || !AtomicFile.exists(live.path)
            if !isFolder, let entry = try FolderReader.entry(at: live.path) { edits[inTree] = (live.path, entry) }
        }
        let deployed = Dictionary(plan.otherFiles.map { ($0.path, $0.old) }) { $1 }
        for difference in plan.otherFiles {
            let file = places.file(difference)
            let parts = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let above = LiveFolder(path: parts.dropLast().joined(separator: "/"), clock: clock)
            let name = parts.last ?? file
            let renamed = TreeDifference(name, difference.old, difference.new)
            var cache = fileCaches.removeValue(forKey: difference.path) ?? FolderReader.Cache()
            if difference.new != nil, let (path, found) = try Self.obstacle(to: difference.path, file),
                !found.entry.isSame(as: deployed[path] ?? nil)
            {
                edits[path] = found
            }
            for (path, entry) in try overwritten([renamed], above, &cache) {
                // Itself, or something in the folder that stands in its place.
                let whole = "\(difference.path)\(path.dropFirst(name.count))"
                if !entry.isSame(as: deployed[whole] ?? nil) { edits[whole] = ("\(above.path)/\(path)", entry) }
            }
            fileCaches[difference.path] = cache
        }
        return edits
    }

    /// A file that lies where a folder above a path must be.
    ///
    /// `file`: where the path lies on disk.
    private static func obstacle(
        to path: String,
        _ file: String
    ) throws(GitError) -> (String, (file: String, entry: TreeEntry))? {
        // Most lie in a folder.
        var (inner, outer) = (path.pathAbove, file.pathAbove)
        guard !inner.isEmpty, !Folder.exists(outer) else { return nil }
        while !inner.isEmpty, !AtomicFile.exists(outer) { (inner, outer) = (inner.pathAbove, outer.pathAbove) }
        guard !inner.isEmpty, let entry = try FolderReader.entry(at: outer) else { return nil }
        return (inner, (outer, entry))
    }

    private mutating func lostFiles(
        _ step: SitePlan.JobStep,
        _ live: LiveFolder,
        in tree: String,
        _ active: ActiveSite
    ) throws -> [String: TreeEntry] {
        var cache = jobCaches.removeValue(forKey: step.folder) ?? FolderReader.Cache()
        defer { jobCaches[step.folder] = cache }
        switch step.kind {
        case .change:
            return try overwritten(step.differences, live, &cache)
        case .rewrite, .removal:
            let deployed = try deployed(tree, active)
            let new = Dictionary(step.differences.compactMap { step in step.new.map { (step.path, $0) } }) { $1 }
            return try live.files(&cache).filter { path, entry in
                !entry.isSame(as: deployed[path]) && !entry.isSame(as: new[path])
            }
        }
    }

    private func overwritten(
        _ differences: [TreeDifference],
        _ live: LiveFolder,
        _ cache: inout FolderReader.Cache
    ) throws -> [String: TreeEntry] {
        var found: [String: TreeEntry] = [:]
        let deployed = Dictionary(differences.map { ($0.path, $0.old) }) { $1 }
        for difference in differences {
            for (path, entry) in try live.files(at: difference.path, &cache) {
                // Where somebody made a folder of a file, all in it is new but what was deployed in it.
                let isItself = path == difference.path
                if entry.isSame(as: deployed[path] ?? nil) || isItself && entry.isSame(as: difference.new) { continue }
                found[path] = entry
            }
        }
        return found
    }

    private func deployed(_ inTree: String, _ active: ActiveSite) throws(GitError) -> [String: TreeEntry] {
        guard let tree = active.tree, repository.contains(tree: tree),
            let job = try repository.folder(at: inTree, of: tree)
        else { return [:] }
        let pairs = try repository.differences(from: nil, to: job).compactMap { file in file.new.map { (file.path, $0) }
        }
        return Dictionary(pairs) { $1 }
    }

    /// Commits the edits beside the deployment they were made to, so that the difference of the two is what was edited.
    ///
    /// Returns the id under which they are kept.
    func keep(_ edits: Edits, over active: ActiveSite, before record: DeploymentRecord) throws(GitError) -> String {
        var tree = active.tree
        for (path, edit) in edits.sorted(by: { $0.key < $1.key }) {
            let entry = try repository.store(file: edit.file) ?? edit.entry
            tree = try repository.replacing(path, with: entry, in: tree)
        }
        let id = String(record.id.prefix(RunID.length))
        guard let tree else { return id }
        _ = try repository.keep(
            tree,
            as: "\(Self.references)/\(id)",
            author: "edited on the server",
            message: "\(edits.count) \(edits.count == 1 ? "file" : "files") edited before deployment \(record.id)",
            at: clock.wallTime(),
            parents: [active.commit].compactMap(\.self)
        )
        return id
    }
}

extension TreeEntry {
    /// Whether both are the same file, whatever their names.
    func isSame(as other: TreeEntry?) -> Bool {
        other?.kind == kind && other?.object == object
    }
}
