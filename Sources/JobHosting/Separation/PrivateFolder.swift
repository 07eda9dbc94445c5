import Glibc
import JobModel
import LinuxSystem

/// What one start of a job has as its `/tmp`; removed when nobody holds this any more.
final class PrivateFolder: Sendable {
    let path: String
    private let tidying: BlockingExecutor

    /// `path` must be free.
    init(_ path: String, for user: UserAccount?, tidying: BlockingExecutor) throws(SystemError) {
        self.path = path
        self.tidying = tidying
        let parent = path.pathAbove
        try Folder.create(parent)
        try check("mkdir", path: path) { mkdir(path, 0o700) }
        guard let user else { return }
        try check("chown", path: path) { lchown(path, user.user, user.group) }
    }

    /// One that an earlier host made.
    init(found path: String, tidying: BlockingExecutor) {
        self.path = path
        self.tidying = tidying
    }

    deinit {
        // Nobody waits for this task: what it does not come to is removed at the next start.
        Task(executorPreference: tidying) { [path] in try? Folder.removeTree(path) }
    }
}
