package import LinuxSystem
import Synchronization

/// All logs that are followed at the moment, each read by one task whatever the number of its followers.
package final class FollowedLogs: Sendable {
    /// Followers at the same time, of all logs.
    package static let maximumFollowers = 5000

    package struct Pace: Sendable {
        /// Between two looks at a log.
        package var look: Duration = .milliseconds(50)
        /// After which a silent log gives a sign of life.
        package var heartbeat: Duration = .seconds(15)

        package init() {}
    }

    /// There are as many followers as the host bears.
    package struct Full: Error {}

    private struct Entry {
        let log: FollowedLog
        var followers = 0
        var task: Task<Void, Never>?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var followers = 0
    }

    private let state = Mutex(State())
    private let looking: BlockingExecutor
    private let reading: BlockingExecutor
    private let pace: Pace
    private let maximum: Int
    private let isStopping: @Sendable () -> Bool

    /// `reading` is where followers read who are behind.
    ///
    /// `isStopping` ends all following; asked in tasks that began with a request.
    package init(
        reading: BlockingExecutor,
        pace: Pace = Pace(),
        maximum: Int = maximumFollowers,
        isStopping: @escaping @Sendable () -> Bool = { false }
    ) throws(SystemError) {
        looking = try BlockingExecutor(name: "nyala-follow", threads: 1)
        self.reading = reading
        self.pace = pace
        self.maximum = maximum
        self.isStopping = isStopping
    }

    /// Follows a log until the subscription is let go.
    ///
    /// `older`: names of the files it had before, counted from 1. `isOver`: whether nothing more will be written; the
    /// first follower's is asked for all.
    package func follow(
        _ path: String,
        from start: LogStart,
        older: @escaping @Sendable (Int) -> String,
        isOver: @escaping @Sendable () async -> Bool
    ) async throws -> LogSubscription {
        let log = try join(path, older, isOver)
        // From here on its end, whatever happens, gives the place back.
        let place = LogPlace { [self] in leave(log) }
        let cursor = try await looking.perform { log.cursor(start) }
        return LogSubscription(log, place, start: cursor)
    }

    private func join(
        _ path: String,
        _ older: @escaping @Sendable (Int) -> String,
        _ isOver: @escaping @Sendable () async -> Bool
    ) throws -> FollowedLog {
        try state.withLock { state in
            guard state.followers < maximum else { throw Full() }
            var entry = state.entries[path] ?? Entry(log: FollowedLog(path: path, older: older, reading: reading))
            if entry.task == nil {
                let (log, pace, isStopping) = (entry.log, pace, isStopping)
                // Cancelled when the last follower leaves, or it ends with the log.
                entry.task = Task(executorPreference: looking) {
                    await log.run(pace, isOver: isOver, isStopping: isStopping)
                    self.forget(log)
                }
            }
            entry.followers += 1
            state.followers += 1
            state.entries[path] = entry
            return entry.log
        }
    }

    private func leave(_ log: FollowedLog) {
        state.withLock { state in
            state.followers -= 1
            guard var entry = state.entries[log.path], entry.log === log else { return }
            entry.followers -= 1
            if entry.followers == 0 {
                entry.task?.cancel()
                state.entries[log.path] = nil
            } else {
                state.entries[log.path] = entry
            }
        }
    }

    /// Who comes now follows what has this name from now on.
    private func forget(_ log: FollowedLog) {
        state.withLock { state in
            if state.entries[log.path]?.log === log { state.entries[log.path] = nil }
        }
    }
}
