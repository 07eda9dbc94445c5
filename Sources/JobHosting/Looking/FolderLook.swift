import DirectoryWatch
import GitHosting
import Glibc
import JobBuilding
import JobDiscovery
import JobModel
import LinuxSystem

/// One look at a job's folder: what it says, its version, and the working copy of that version.
///
/// Blocks on the disk.
struct FolderLook: Sendable {
    enum Result: Sendable {
        case gone
        /// Somebody is writing: look again in a moment.
        case changedMeanwhile
        case found(FolderFinding, FolderReader.Cache)
    }

    let folder: JobFolder
    let id: JobID?
    let layout: HomeLayout
    let lookup: ProgramLookup
    let clock: any TimeSource
    let lastGoodSettings: JobSettings?
    let fingerprints: FolderReader.Cache

    private var path: String { "\(layout.jobsRoot)/\(folder)" }
    private var shownPath: String { layout.shownFolder(folder) }

    func result() -> Result {
        guard Folder.exists(path) else {
            return isThereByAnotherName ? .found(badName(EntryName.advice(folder.name)), FolderReader.Cache()) : .gone
        }
        guard let id else { return .found(badName(), FolderReader.Cache()) }
        let description = JobInspector(lookup: lookup)
            .inspect(DiskFolder(path), id: id, path: shownPath, lastGood: lastGoodSettings)
        do throws(GitError) {
            return try found(id, description)
        } catch {
            switch error {
            case .changedMeanwhile: return .changedMeanwhile
            case .system(let failure) where failure.isMissing: return .changedMeanwhile
            case .badTree, .failed, .missing, .system: return unreadable(description, "\(error)")
            }
        }
    }

    /// Whether it is how a folder is shown whose name is no text.
    private var isThereByAnotherName: Bool {
        guard id == nil, folder.name.contains("\\x") else { return false }
        let above = "\(layout.jobsRoot)/\(folder.type.rawValue)"
        // A folder that cannot be read has nothing to show.
        return (try? Folder.entries(in: above))?.contains { name in
            !name.isText && name.shown == folder.name
                && name.status(in: above).map { $0.st_mode & S_IFMT == S_IFDIR } == true
        } == true
    }

    private func found(_ id: JobID, _ description: JobDescription) throws(GitError) -> Result {
        var cache = fingerprints
        let rules = IgnoreRules(patterns: description.settings.watch.ignore)
        let marker = description.scriptFolder.isEmpty ? "disable.job" : "\(description.scriptFolder)/disable.job"
        let snapshot = try FolderReader.read(path, cache: &cache, clock: clock) { inner, isFolder in
            // Stopping a job does not change what it is.
            inner == marker || rules.ignores(inner, isFolder: isFolder)
        }
        let built = BuiltJob(
            BuildStore(layout: layout),
            id,
            snapshot,
            path: shownPath,
            scriptFolder: description.scriptFolder,
            script: description.runningScript
        )
        var root = path
        // What was built lies beside the files that people edit: only who insists runs among those.
        let runsInPlace =
            description.runsInPlace && (built.placements.isEmpty || description.settings.isInPlace == true)
        if description.canRun, !runsInPlace {
            root = try WorkingCopy(layout: layout, job: id, version: snapshot.tree, mark: built.mark)
                .make(from: path, snapshot, built.placements)
        }
        if description.canRun, id.type == .continuous { prepareFolders(id) }
        let finding = FolderFinding(
            description: description,
            version: snapshot.tree,
            root: root,
            built: built,
            problems: description.problems + built.warnings
        )
        return .found(finding, cache)
    }

    /// What a start needs besides, so that the one thread that starts all jobs finds it made.
    ///
    /// A start that does not find it makes it, and tells why where it cannot.
    private func prepareFolders(_ id: JobID) {
        for path in [layout.data(of: id), "\(layout.shutdownFiles)/\(id)"] { try? Folder.create(path) }
    }

    private func unreadable(_ description: JobDescription, _ reason: String) -> Result {
        let problem = Problem(
            code: "unreadable",
            path: shownPath,
            message: "the folder cannot be read as a whole, what ran before keeps running: \(reason)"
        )
        let finding = FolderFinding(
            description: description,
            version: nil,
            root: path,
            problems: description.problems + [problem]
        )
        return .found(finding, fingerprints)
    }

    private func badName(_ advice: String? = nil) -> FolderFinding {
        var message = advice ?? "this cannot be the name of a job; rename the folder"
        if advice == nil {
            do {
                _ = try JobName(folder.name)
            } catch {
                message = "\(error); rename the folder"
            }
        }
        return FolderFinding(
            description: nil,
            version: nil,
            // By a name that is no text no path leads there.
            root: advice == nil ? path : "\(layout.jobsRoot)/\(folder.type.rawValue)",
            problems: [Problem(code: "bad_name", path: shownPath, message: message)]
        )
    }
}

extension HomeLayout {
    /// How a job's folder is named in problems: below the site where it lies there, else in full.
    func shownFolder(_ folder: JobFolder) -> String {
        let path = "\(jobsRoot)/\(folder)"
        let prefix = "\(webRoot)/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
