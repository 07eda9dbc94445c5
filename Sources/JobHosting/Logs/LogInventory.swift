import Glibc
import JobModel
import LinuxSystem
import RunHistory

/// What the logs of all jobs take on the disk, and which of their files nobody writes to any more.
///
/// Made by looking at every one of them, which takes a second where there are a hundred thousand: on the thread that
/// tidies, and no more often than a good part of the budget was written.
struct LogInventory {
    enum Place: Hashable {
        /// The output of a run, by the place of its job in ``jobs``.
        case run(Int, RunID)
        /// An older file of a log that rolls, whose number grows while others come; the file is the one with this inode.
        case rolled(Int, number: Int, inode: UInt)
    }

    struct OldLog {
        let place: Place
        let bytes: Int
        /// Seconds; of its last change.
        let time: Int64
    }

    /// Bytes of an output that is left alone: a line that says that it is gone takes no less of the disk.
    static let leastRemoved = 1024

    /// As many as `log.files` may say.
    private static let mostFiles = 1000

    private(set) var jobs: [JobID] = []
    private(set) var bytes = 0
    private(set) var old: [OldLog] = []

    init(_ layout: HomeLayout, _ history: RunStore) {
        for type in JobType.allCases {
            // A folder that cannot be read has logs that nobody can remove.
            for name in (try? Folder.names(in: "\(layout.data)/jobs/\(type.rawValue)")) ?? [] {
                guard let name = try? JobName(name) else { continue }
                let job = JobID(type: type, name: name)
                jobs.append(job)
                addRolled(layout.log(of: job))
                if type == .triggered { addRuns(name, history) }
            }
        }
    }

    /// By the names that are there: where a file went while the others got their next numbers, one is missing.
    private mutating func addRolled(_ path: String) {
        var information = stat()
        // At this very moment there may be none, for it has just got its number.
        let hasNewest = lstat(path, &information) == 0
        if hasNewest { bytes += Int(information.st_size) }
        guard hasNewest || lstat(RolledLogName.older(path, 1), &information) == 0 else { return }
        let end = path.lastIndex(of: "/") ?? path.startIndex
        let (folder, name) = (String(path[..<end]), String(path[path.index(after: end)...]))
        // A job may have made others of that name.
        let numbers = ((try? Folder.names(in: folder)) ?? []).compactMap { RolledLogName.number(of: $0, name) }
        for number in numbers where number <= Self.mostFiles {
            guard lstat(RolledLogName.older(path, number), &information) == 0, information.st_size > 0 else { continue }
            let size = Int(information.st_size)
            bytes += size
            old.append(
                OldLog(
                    place: .rolled(jobs.count - 1, number: number, inode: UInt(information.st_ino)),
                    bytes: size,
                    time: Int64(information.st_mtim.tv_sec)
                )
            )
        }
    }

    private mutating func addRuns(_ job: JobName, _ history: RunStore) {
        for run in history.runs(of: job) {
            guard let output = history.outputSize(of: run, job) else { continue }
            bytes += output.bytes
            guard output.bytes > Self.leastRemoved else { continue }
            old.append(OldLog(place: .run(jobs.count - 1, run), bytes: output.bytes, time: output.time))
        }
    }

    /// The oldest first; of one log that rolls, the highest number.
    func oldestFirst() -> [OldLog] {
        old.sorted { left, right in
            guard left.time == right.time else { return left.time < right.time }
            switch (left.place, right.place) {
            case (.rolled(_, let first, _), .rolled(_, let second, _)): return first > second
            case (.run(_, let first), .run(_, let second)): return first < second
            case (.rolled, .run): return true
            case (.run, .rolled): return false
            }
        }
    }
}
