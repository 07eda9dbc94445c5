import Glibc
import JobModel
import LinuxSystem

/// What a job that follows others has to remember over the end of the host: since when it follows each of them, and which
/// ends were dealt with; one JSON object a line, later lines winning.
///
/// The job's history tells the same of the runs it still has; it may be short, or emptied at any time.
struct FollowLedger: Sendable {
    struct Entries: Hashable {
        var since: [JobName: Timestamp] = [:]
        var followed: Set<RunReference> = []
    }

    let path: String

    /// Lines that make no sense, such as one that was cut off by the end of a host, are passed over.
    ///
    /// Blocks on the disk.
    func load() -> Entries {
        // A file that cannot be read is as good as none: the job follows the others from now on.
        let bytes = (try? FileContents.read(path)) ?? []
        var entries = Entries()
        for line in bytes.split(separator: 10) {
            guard let value = try? JSONValue.parse(Array(line)) else { continue }
            if let run = value["run"]?.string.flatMap(RunReference.init) {
                entries.followed.insert(run)
            } else if let name = value["job"]?.string, let job = try? JobName(name),
                let time = value["since"]?.string.flatMap(Timestamp.init(rfc3339:))
            {
                entries.since[job] = time
            }
        }
        return entries
    }

    /// Leaves these entries and no others.
    func keep(_ entries: Entries) throws(SystemError) {
        let since = entries.since.sorted { $0.key.text < $1.key.text }.flatMap { Self.line($0.key, since: $0.value) }
        let followed = entries.followed.map(\.description).sorted().flatMap(Self.line)
        try AtomicFile.write(since + followed, to: path)
    }

    func note(_ run: RunReference) throws(SystemError) {
        try append(Self.line(run.description))
    }

    func note(_ job: JobName, since time: Timestamp) throws(SystemError) {
        try append(Self.line(job, since: time))
    }

    private func append(_ line: [UInt8]) throws(SystemError) {
        let descriptor = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        try descriptor.write(line)
    }

    private static func line(_ run: String) -> [UInt8] {
        JSONValue.object(["run": .string(run)]).serialized() + [10]
    }

    private static func line(_ job: JobName, since time: Timestamp) -> [UInt8] {
        JSONValue.object(["job": .string(job.text), "since": .string(time.description)]).serialized() + [10]
    }
}
