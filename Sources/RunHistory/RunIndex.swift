import Glibc
import JobModel
import LinuxSystem
import Synchronization

/// What is known of the run folders without reading them: their names in order, and of those that were read the few
/// facts by which people look for runs.
///
/// Only an aid in memory: the folders are the truth, and a folder that changed behind its back is listed anew.
final class RunIndex: Sendable {
    /// The facts of a finished run that never change; two bytes, because there may be a hundred thousand runs.
    struct Facts {
        private let codes: (UInt8, UInt8)

        init(_ record: RunRecord) {
            let outcome = RunOutcome.allCases.firstIndex(of: record.outcome) ?? 0
            let cause = record.cause.flatMap(RunCause.allCases.firstIndex) ?? RunCause.allCases.count
            codes = (UInt8(outcome), UInt8(cause))
        }

        var outcome: RunOutcome { RunOutcome.allCases[Int(codes.0)] }
        var cause: RunCause? {
            Int(codes.1) < RunCause.allCases.count ? RunCause.allCases[Int(codes.1)] : nil
        }
    }

    /// Held while a folder is changed from here, so that its change times can be told apart.
    fileprivate final class ChangeLock: Sendable {
        let mutex = Mutex(())
    }

    fileprivate struct Entry {
        let lock = ChangeLock()
        /// Oldest first.
        var runs: [RunID] = []
        /// The folder's change time when it was listed, or when it was last changed from here; `nil` when the list may be
        /// wrong.
        var stamp: FolderTime?
        /// How often the folder was changed from here.
        var changes = 0
        var facts: [RunID: Facts] = [:]
        /// Bytes of finished runs.
        var sizes: [RunID: Int] = [:]
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// The runs in this folder, oldest first.
    func runs(in folder: String) -> [RunID] {
        let stamp = FolderTime(of: folder)
        let (known, changes) = entries.withLock { entries in
            let entry = entries[folder]
            return (entry?.stamp == stamp ? entry?.runs : nil, entry?.changes ?? 0)
        }
        if let known { return known }
        // Judged before it is listed: a change meanwhile must not have the same time.
        let isSettled = stamp.isSettled
        // A folder that cannot be read shows as an empty history; the host says why when it writes there.
        let runs = ((try? Folder.names(in: folder) { RunID(bytes: $0) }) ?? []).sorted()
        entries.withLock { entries in
            // What was changed meanwhile may or may not be in the list.
            guard entries[folder, default: Entry()].changes == changes else { return }
            entries[folder, default: Entry()].runs = runs
            entries[folder]?.stamp = isSettled ? stamp : nil
        }
        return runs
    }

    /// Changes the folder with `change`, which must be quick, and the list with it, so that it need not be read again.
    func change<Failure: Error>(
        _ folder: String,
        adding: RunID? = nil,
        removing: RunID? = nil,
        _ change: () throws(Failure) -> Void
    ) throws(Failure) {
        let lock = entries.withLock { entries in
            let entry = entries[folder] ?? Entry()
            entries[folder] = entry
            return entry.lock
        }
        try lock.mutex.withLock { _ throws(Failure) in
            let before = FolderTime(of: folder)
            do throws(Failure) {
                try change()
            } catch {
                entries.withLock { $0[folder]?.stamp = nil }
                throw error
            }
            let after = FolderTime(of: folder)
            entries.withLock { $0[folder]?.change(before, after, adding: adding, removing: removing) }
        }
    }

    func facts(of run: RunID, in folder: String) -> Facts? {
        entries.withLock { $0[folder]?.facts[run] }
    }

    func note(_ record: RunRecord, in folder: String) {
        guard record.outcome.isFinal else { return }
        entries.withLock { $0[folder]?.facts[record.id] = Facts(record) }
    }

    func size(of run: RunID, in folder: String) -> Int? {
        entries.withLock { $0[folder]?.sizes[run] }
    }

    func note(_ run: RunID, size: Int, in folder: String) {
        entries.withLock { $0[folder]?.sizes[run] = size }
    }

    func forgetSize(of run: RunID, in folder: String) {
        entries.withLock { $0[folder]?.sizes[run] = nil }
    }
}

extension RunIndex.Entry {
    fileprivate mutating func change(_ before: FolderTime, _ after: FolderTime, adding: RunID?, removing: RunID?) {
        changes += 1
        // It was changed by somebody else as well.
        guard stamp == before else { return stamp = nil }
        stamp = after
        if let adding { add(adding) }
        if let removing { remove(removing) }
    }

    fileprivate mutating func add(_ run: RunID) {
        guard let last = runs.last, run <= last else { return runs.append(run) }
        // Only a clock that was set back makes a run older than the newest.
        let place = runs.firstIndex { $0 >= run } ?? runs.endIndex
        if runs[place] != run { runs.insert(run, at: place) }
    }

    fileprivate mutating func remove(_ run: RunID) {
        facts[run] = nil
        sizes[run] = nil
        if let place = runs.firstIndex(of: run) { runs.remove(at: place) }
    }
}

/// When a folder's list of entries last changed, as exactly as the file system tells.
struct FolderTime: Hashable {
    /// Within how much time changes may share one: the tick of the slowest kernels is 10 ms.
    private static let granularity: Duration = .milliseconds(20)

    private let seconds: Int
    private let nanoseconds: Int

    /// Whether any later change will have another time.
    var isSettled: Bool {
        let time = Timestamp(seconds: Int64(seconds)) + .nanoseconds(nanoseconds)
        return SystemClock.fileTime() - time > Self.granularity
    }

    init(of path: String) {
        var information = stat()
        let isThere = stat(path, &information) == 0
        seconds = isThere ? information.st_mtim.tv_sec : 0
        nanoseconds = isThere ? information.st_mtim.tv_nsec : 0
    }
}
