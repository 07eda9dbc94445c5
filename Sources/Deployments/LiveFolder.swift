import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// A job's folder as it is on disk now, compared with what was deployed.
struct LiveFolder {
    private static let leftBehind = IgnoreRules()
    private static let stopMark = "disable.job"

    let path: String
    let clock: any TimeSource

    /// Files that no deployment owns and nobody would miss: the mark of a stopped job, which is kept anyway, and what
    /// editors and interpreters leave behind.
    static func isNobodys(_ path: String, isFolder: Bool) -> Bool {
        path.split(separator: "/").last == stopMark[...] || leftBehind.ignores(path, isFolder: isFolder)
    }

    /// All files, by their paths below the folder; what the cache knows is not read again.
    func files(_ cache: inout FolderReader.Cache) throws(GitError) -> [String: TreeEntry] {
        guard Folder.exists(path) else { return [:] }
        let pairs = try snapshot(&cache).files.map { ($0.path, $0.entry) }
        return Dictionary(pairs) { $1 }
    }

    func files() throws(GitError) -> [String: TreeEntry] {
        var cache = FolderReader.Cache()
        return try files(&cache)
    }

    /// The id git would give it; `nil` when it is not there.
    func tree() throws(GitError) -> TreeID? {
        var cache = FolderReader.Cache()
        return Folder.exists(path) ? try snapshot(&cache).tree : nil
    }

    private func snapshot(_ cache: inout FolderReader.Cache) throws(GitError) -> FolderSnapshot {
        try FolderReader.read(path, cache: &cache, clock: clock, isIgnored: Self.isNobodys)
    }

    /// What lies at one path, or below it when it is a folder now.
    func files(at inner: String, _ cache: inout FolderReader.Cache) throws(GitError) -> [String: TreeEntry] {
        let below = LiveFolder(path: "\(path)/\(inner)", clock: clock)
        guard Folder.exists(below.path), !SymbolicLink.exists(below.path) else {
            return try FolderReader.entry(inner, in: path, cache: &cache, clock: clock).map { [inner: $0] } ?? [:]
        }
        return Dictionary(try below.files().map { ("\(inner)/\($0.key)", $0.value) }) { $1 }
    }

    /// Where the mark of a stopped job lies in it, if it does.
    func stopMarks() throws(SystemError) -> [String] {
        // Beside the script, which may be in a folder of its own.
        let folders = [""] + (try Folder.names(in: path)).map { "\($0)/" }
        return folders.map { "\($0)\(Self.stopMark)" }.filter { AtomicFile.exists("\(path)/\($0)") }
    }
}
