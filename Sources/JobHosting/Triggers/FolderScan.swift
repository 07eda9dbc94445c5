import Glibc
import JobModel
import LinuxSystem

/// One look at the folders that a job watches for files.
///
/// Blocks on the disk.
struct FolderScan: Sendable {
    let folders: [WatchedFolder]

    struct Result: Sendable {
        /// Complete files, oldest first.
        var files: [ArrivedFile] = []
        /// The paths of all entries whose names count, those that are being written too.
        var found: Set<String> = []
        /// The first file whose name is not UTF-8, with what can be shown of it.
        var unreadable: String?
        /// A file is being written, so that there should be another look soon.
        var isUnsettled = false
    }

    /// Whether a path that the system told of cannot be used, because the file's name is not UTF-8.
    static func isUnreadable(_ path: String) -> Bool {
        // What is no text was replaced or written out, so there is nothing of that name.
        (path.unicodeScalars.contains("\u{FFFD}") || path.contains("\\x")) && access(path, F_OK) != 0
    }

    func result() -> Result {
        var result = Result()
        for folder in folders {
            // A folder that cannot be read is a problem of the job, shown where it is watched.
            for name in (try? Folder.names(in: folder.path)) ?? [] where folder.pattern.matches(name) {
                let path = "\(folder.path)/\(name)"
                result.found.insert(path)
                guard let file = ArrivedFile(at: path) else {
                    if result.unreadable == nil, Self.isUnreadable(path) { result.unreadable = path }
                    continue
                }
                if WrittenFiles.isBeingWritten(file.path) {
                    result.isUnsettled = true
                } else {
                    result.files.append(file)
                }
            }
        }
        result.files.sort { ($0.stamp.modified, $0.path) < ($1.stamp.modified, $1.path) }
        return result
    }
}

/// A folder that a job watches, by its own path, and the names that count there.
struct WatchedFolder: Sendable, Hashable {
    let path: String
    let pattern: FileNamePattern

    /// What the settings name, without `.`, `..` and slashes that count for nothing: runs are given paths in it.
    init(_ trigger: FileTrigger, home: String) {
        let path = trigger.folder.hasPrefix("/") ? trigger.folder : "\(home)/\(trigger.folder)"
        var steps: [Substring] = []
        for step in path.split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        self.path = "/" + steps.joined(separator: "/")
        pattern = trigger.pattern
    }
}
