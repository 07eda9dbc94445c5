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
        /// A file is being written, so that there should be another look soon.
        var isUnsettled = false
    }

    func result() -> Result {
        var result = Result()
        for folder in folders {
            // A folder that cannot be read is a problem of the job, shown where it is watched.
            for name in (try? Folder.names(in: folder.path)) ?? [] where folder.pattern.matches(name) {
                guard let file = ArrivedFile(at: "\(folder.path)/\(name)") else { continue }
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
}
