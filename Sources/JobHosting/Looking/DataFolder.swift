import Glibc
import JobModel
import LinuxSystem

/// The folder for a job's own data, in which the host keeps its logs and records as well.
///
/// Of a job that runs as another user it stays the host's, and the job may make and change files in it: the sticky bit
/// keeps it from removing or replacing those of the host.
struct DataFolder {
    private static let mode: UInt32 = 0o1770

    let path: String
    let type: JobType

    /// Lets the user in, and gives it what an earlier user of the job left there.
    func give(to user: UserAccount) throws(SystemError) {
        try Folder.create(path)
        let folder = try Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        let number = folder.number
        var information = stat()
        try check("fstat", path: path) { fstat(number, &information) }
        if information.st_gid == user.group, information.st_mode & 0o7777 == Self.mode { return }
        try check("fchown", path: path) { fchown(number, geteuid(), user.group) }
        try check("fchmod", path: path) { fchmod(number, Self.mode) }
        try FileOwner.giveContents(of: path, to: user) { !isOfHost($0) }
    }

    /// Whether a name in it is of the host's.
    func isOfHost(_ name: String) -> Bool {
        switch type {
        case .continuous: name.hasPrefix("job_log") || name.hasPrefix("job_prev_log") || name.hasPrefix("status_")
        case .triggered: RunID(name) != nil || name.hasPrefix(".") || name.hasPrefix("job_")
        }
    }
}
