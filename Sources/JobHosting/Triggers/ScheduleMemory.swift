import Glibc
import JobModel
import LinuxSystem
import Logging

/// How far each schedule has been dealt with, kept over the end of the host: what came due in between is missed, and
/// what lay before the schedule is not.
///
/// Progress is written at the end of the host and once an hour; the runs on record tell the rest.
///
/// It belongs to the host's loop; the file is written by the thread of the logs.
final class ScheduleMemory {
    struct Entry: Hashable {
        /// The expression and the zone as one text: another schedule is a new one.
        let schedule: String
        var since: Timestamp
    }

    /// Changes that come together are written together.
    private static let writeDelay: Duration = .milliseconds(50)
    private static let progressDelay: Duration = .seconds(3600)

    private let path: String
    private let loop: SystemLoop
    private let outputLoop: SystemLoop
    private let clock: any TimeSource
    private let logger: Logger
    private var entries: [String: Entry] = [:]
    private var timer: TimerID?
    private var isHurried = false

    init(path: String, loop: SystemLoop, outputLoop: SystemLoop, clock: any TimeSource, logger: Logger) {
        self.path = path
        self.loop = loop
        self.outputLoop = outputLoop
        self.clock = clock
        self.logger = logger
    }

    /// Reads the file; `exists` says of a name whether there is such a job still.
    ///
    /// A file that is missing or damaged means that every schedule begins now.
    func load(_ exists: (String) -> Bool) {
        guard let bytes = try? FileContents.read(path), let value = try? JSONValue.parse(bytes) else { return }
        for member in value.object?.members ?? [] where exists(member.key) {
            guard let schedule = member.value["schedule"]?.string,
                let since = member.value["since"]?.string.flatMap(Timestamp.init(rfc3339:))
            else { continue }
            entries[member.key] = Entry(schedule: schedule, since: since)
        }
    }

    /// Up to when this job's schedule has been dealt with: from now on, unless it is known.
    func since(_ name: String, _ schedule: String, now: Timestamp) -> (time: Timestamp, isKnown: Bool) {
        if let entry = entries[name], entry.schedule == schedule { return (entry.since, true) }
        entries[name] = Entry(schedule: schedule, since: now)
        writeSoon()
        return (now, false)
    }

    /// Everything up to this moment has been dealt with.
    func progress(_ name: String, through time: Timestamp) {
        entries[name]?.since = time
        writeSoon(after: Self.progressDelay, isHurried: false)
    }

    func forget(_ name: String) {
        if entries.removeValue(forKey: name) != nil { writeSoon() }
    }

    /// Writes what has changed, as the last act of a host.
    func flush() {
        guard let timer else { return }
        loop.cancel(timer)
        write()
    }

    private func writeSoon(after delay: Duration = writeDelay, isHurried: Bool = true) {
        if let timer {
            guard isHurried, !self.isHurried else { return }
            loop.cancel(timer)
        }
        self.isHurried = isHurried
        timer = loop.schedule(at: clock.monotonicTime() + delay) { [self] in write() }
    }

    private func write() {
        timer = nil
        var object = JSONObject()
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            object[name] = .object([
                "schedule": .string(entry.schedule), "since": .string(entry.since.description),
            ])
        }
        outputLoop.post { [path, logger, bytes = JSONValue.object(object).serialized(pretty: true)] in
            do {
                try AtomicFile.write(bytes, to: path)
            } catch {
                // After the next start, occurrences missed in between will not be known as such.
                logger.warning("schedules cannot be recorded", metadata: ["error": "\(error)"])
            }
        }
    }
}
