import Glibc
import JobModel
import LinuxSystem
import LogFollowing
import ProcessSupervision
import Synchronization

/// How far each log has gone to one sink, in a file that grows by a line for each step and is written anew from time to
/// time.
///
/// A log is in it before its first line is written, so that a host that is killed at any moment leaves behind where to go
/// on. A log that nobody writes to, and of which all was sent, is not in it.
final class PositionBook: Sendable {
    /// Lines after which the file is written anew, where they are four times what they say.
    static let leastLines = 1000

    private struct Entry {
        let log: WrittenLog
        /// `nil` for the beginning of whatever comes.
        var position: LogPosition?
        /// Whether this host writes to it.
        var isOpen = false
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var file: SharedDescriptor?
        var lines = 0
        var problem: String?
    }

    private let path: String
    /// What the names of logs are below.
    private let folder: String
    private let state = Mutex(State())

    /// Reads what an earlier host has left; where that cannot be read, each log begins at its end.
    init(path: String, logsBelow folder: String) {
        self.path = path
        self.folder = "\(folder)/"
        do throws(SystemError) {
            for line in (try PlainFile.read(path) ?? []).split(separator: 10) { read(line) }
            try state.withLock { state throws(SystemError) in try rewrite(&state) }
        } catch {
            state.withLock { Self.fail(error, &$0) }
        }
    }

    /// What cannot be kept, and why.
    var problem: String? { state.withLock(\.problem) }

    var logs: [WrittenLog] { state.withLock { $0.entries.values.map(\.log) } }

    func position(of log: WrittenLog) -> LogPosition? {
        state.withLock { $0.entries[log.path]?.position }
    }

    /// Before the first line is written by this host: an unknown log begins at its end.
    func open(_ log: WrittenLog) {
        state.withLock { state in
            guard state.entries[log.path] == nil else {
                state.entries[log.path]?.isOpen = true
                return
            }
            let file = OpenLogFile(log.path)
            let position = file.map { $0.position(after: $0.size) }
            state.entries[log.path] = Entry(log: log, position: position, isOpen: true)
            append(log, &state)
        }
    }

    /// This host does not write to it any more.
    func close(_ log: WrittenLog) {
        state.withLock { $0.entries[log.path]?.isOpen = false }
    }

    func advance(_ log: WrittenLog, to position: LogPosition?) {
        state.withLock { state in
            guard state.entries[log.path] != nil else { return }
            state.entries[log.path]?.position = position
            append(log, &state)
        }
    }

    /// What is in it now is not sent.
    func giveUp(_ log: WrittenLog) {
        let file = OpenLogFile(log.path)
        advance(log, to: file.map { $0.position(after: $0.size) })
        finish(log)
    }

    /// All of it was sent: it is forgotten, unless more may come.
    func finish(_ log: WrittenLog) {
        state.withLock { state in
            guard let entry = state.entries[log.path], !entry.isOpen else { return }
            state.entries[log.path] = nil
            append(log, &state)
        }
    }

    // MARK: the file

    private func append(_ log: WrittenLog, _ state: inout State) {
        let line = Self.line(name(of: log), state.entries[log.path])
        do throws(SystemError) {
            if state.lines >= max(Self.leastLines, 4 * state.entries.count) { return try rewrite(&state) }
            if state.file == nil {
                state.file = SharedDescriptor(try PlainFile.openOwn(path, O_WRONLY | O_CREAT | O_APPEND))
            }
            try state.file?.write(line)
            state.lines += 1
        } catch {
            Self.fail(error, &state)
        }
    }

    private func rewrite(_ state: inout State) throws(SystemError) {
        state.file = nil
        try AtomicFile.write(state.entries.values.flatMap { Self.line(name(of: $0.log), $0) }, to: path, mode: 0o600)
        state.lines = state.entries.count
        state.problem = nil
    }

    private static func fail(_ error: SystemError, _ state: inout State) {
        // What follows must not be appended to half a line: it is all written anew.
        state.lines = .max
        state.problem = "how far the logs have gone cannot be kept: \(error)"
    }

    private static func line(_ name: String, _ entry: Entry?) -> [UInt8] {
        var object: JSONObject = ["log": .string(name)]
        if let entry { object["at"] = .optional(entry.position?.description) } else { object["done"] = .bool(true) }
        return JSONValue.object(object).serialized() + [10]
    }

    private func name(of log: WrittenLog) -> String {
        log.path.hasPrefix(folder) ? String(log.path.dropFirst(folder.count)) : log.path
    }

    /// A line that makes no sense, such as one that was cut off by the end of a host, is passed over.
    private func read(_ line: ArraySlice<UInt8>) {
        guard let value = try? JSONValue.parse(Array(line)), let name = value["log"]?.string, let log = log(name) else {
            return
        }
        let position = value["at"]?.string.flatMap(LogPosition.init)
        let isDone = value["done"] != nil
        state.withLock { $0.entries[log.path] = isDone ? nil : Entry(log: log, position: position) }
    }

    /// `continuous/NAME/FILE`, or `triggered/NAME/RUN/FILE`.
    private func log(_ name: String) -> WrittenLog? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, let job = JobID(path: "\(parts[0])/\(parts[1])"),
            FileNameFault(parts[parts.count - 1]) == nil
        else { return nil }
        if parts.count == 3 { return WrittenLog(job: job, path: folder + name) }
        guard parts.count == 4, let run = RunID(parts[2]) else { return nil }
        return WrittenLog(job: job, run: run, path: folder + name)
    }
}
