import JobModel
import LinuxSystem

/// What a job that follows others has to remember over the end of the host: since when it follows each of them, and which
/// ends were dealt with.
///
/// The job's history tells the same of the runs it still has; it may be short, or emptied at any time. Without the file
/// the job follows the others from now on.
struct FollowLedger: Sendable {
    struct Entries: Hashable {
        var since: [JobName: Timestamp] = [:]
        var followed: Set<RunReference> = []
    }

    private let file: JSONLinesFile

    init(path: String) {
        file = JSONLinesFile(path: path)
    }

    func load() -> Entries {
        var entries = Entries()
        for line in file.read() {
            if let run = line["run"]?.string.flatMap(RunReference.init) {
                entries.followed.insert(run)
            } else if let name = line["job"]?.string, let job = try? JobName(name),
                let time = line["since"]?.string.flatMap(Timestamp.init(rfc3339:))
            {
                entries.since[job] = time
            }
        }
        return entries
    }

    /// Leaves these entries and no others.
    func keep(_ entries: Entries) throws(SystemError) {
        let since = entries.since.sorted { $0.key.text < $1.key.text }.map { Self.line($0.key, since: $0.value) }
        let followed = entries.followed.sorted { $0.description < $1.description }.map(Self.line)
        try file.replace(with: since + followed)
    }

    func note(_ run: RunReference) throws(SystemError) {
        try file.append(Self.line(run))
    }

    func note(_ job: JobName, since time: Timestamp) throws(SystemError) {
        try file.append(Self.line(job, since: time))
    }

    private static func line(_ run: RunReference) -> JSONValue {
        .object(["run": .string(run.description)])
    }

    private static func line(_ job: JobName, since time: Timestamp) -> JSONValue {
        .object(["job": .string(job.text), "since": .string(time.description)])
    }
}
