package import JobModel
import LinuxSystem
import Synchronization

/// Remembers when each token was last used, so that those that nobody uses can be found and revoked.
///
/// Kept in a file of its own, written at most once a ``interval`` for a token: a use costs nothing. After a crash a
/// time may be that much too old.
package final class TokenUses: Sendable {
    package static let interval = Duration.seconds(60)

    private let path: String
    private let times: Mutex<[String: Timestamp]>

    /// A file that is missing or damaged is taken for an empty one: it is no more than a convenience.
    package init(path: String) {
        self.path = path
        var times: [String: Timestamp] = [:]
        if let bytes = try? FileContents.read(path, limit: 1024 * 1024), let value = try? JSONValue.parse(bytes) {
            for member in value.object?.members ?? [] {
                times[member.key] = member.value.string.flatMap(Timestamp.init(rfc3339:))
            }
        }
        self.times = Mutex(times)
    }

    package func last(of id: String) -> Timestamp? {
        times.withLock { $0[id] }
    }

    /// Counts a use.
    package func note(_ id: String, at now: Timestamp) {
        let changed = times.withLock { times -> [String: Timestamp]? in
            if let last = times[id], now >= last, now - last < Self.interval { return nil }
            times[id] = now
            return times
        }
        guard let changed else { return }
        var object = JSONObject()
        for (id, time) in changed.sorted(by: { $0.key < $1.key }) { object[id] = .string(time.description) }
        // When it cannot be written, the next use tries again, or the next host knows less.
        try? AtomicFile.write(JSONValue.object(object).serialized(), to: path, mode: 0o600)
    }

    /// Forgets tokens that are there no more.
    package func keepOnly(_ ids: Set<String>) {
        times.withLock { $0 = $0.filter { ids.contains($0.key) } }
    }
}
