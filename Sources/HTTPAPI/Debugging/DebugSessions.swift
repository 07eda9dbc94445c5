import JobHosting
import JobModel
import Synchronization

/// The debug sessions under way, for whoever opens connections in them.
final class DebugSessions: Sendable {
    struct Entry: Sendable {
        let session: DebugSession
        /// Of a job that calls its debugger.
        let calls: DebugCalls?
    }

    /// Connections to debuggers at the same time, of all sessions.
    static let maximumConnections = 64

    let connections = Seats(count: maximumConnections)
    private let entries = Mutex<[String: Entry]>([:])

    func add(_ entry: Entry) {
        entries.withLock { $0[entry.session.id] = entry }
    }

    /// Whether it was there.
    func remove(_ session: DebugSession) -> Bool {
        guard let entry = entries.withLock({ $0.removeValue(forKey: session.id) }) else { return false }
        entry.calls?.end()
        return true
    }

    func find(_ id: String, _ job: JobID) -> Entry? {
        entries.withLock { $0[id] }.flatMap { $0.session.job == job ? $0 : nil }
    }
}
