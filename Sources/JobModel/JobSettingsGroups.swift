/// How often and when a failed run is tried again.
package struct RetrySettings: Sendable, Hashable {
    /// Attempts after the first. Default: 0.
    package var limit = 0
    /// Before the first retry. Default: 30 s.
    package var delay: Duration = .seconds(30)
    /// How the delay grows. Default: `constant`.
    package var backoff = Backoff.constant

    package enum Backoff: String, Sendable, Hashable, CaseIterable {
        case constant
        case linear
        case exponential
    }
}

/// When a continuous job that ended starts again.
package struct RestartSettings: Sendable, Hashable {
    /// Default: `always`.
    package var policy = Policy.always
    /// Default: `WEBJOBS_RESTART_TIME`, else 60 s.
    package var delay: Duration?
    /// The most a growing delay reaches. Default: none.
    package var maximumDelay: Duration?
    /// Restarts an hour before it is left alone. Default: none.
    package var limit: Int?

    package enum Policy: String, Sendable, Hashable, CaseIterable {
        case always
        case onFailure = "on-failure"
        case never
    }
}

/// How a continuous job shows that it is ready.
package struct ReadySettings: Sendable, Hashable {
    package var logLine: String?
    package var tcp: Int?
    package var http: String?
    package var usesNotify = false
    /// Default: 30 s.
    package var timeout: Duration = .seconds(30)
}

/// What a job may use at most. Default: no limits of its own.
package struct LimitSettings: Sendable, Hashable {
    /// Bytes.
    package var memory: Int?
    /// Percent of one processor.
    package var cpu: Int?
    package var processes: Int?
    package var openFiles: Int?
}

/// What starts a triggered job besides requests and its schedule.
package struct TriggerSettings: Sendable, Hashable {
    /// Patterns of files whose arrival starts a run.
    package var files: [String] = []
    /// Jobs whose end starts a run.
    package var after: [String] = []
}

/// How much of a triggered job's past is kept.
package struct HistorySettings: Sendable, Hashable {
    /// Default: `WEBJOBS_HISTORY_SIZE`, else 50.
    package var runs: Int?
    package var days: Int?
    package var bytes: Int?
}

/// How large the log of a continuous job grows.
package struct LogSettings: Sendable, Hashable {
    package static let defaultMaximumSize = 10 * 1024 * 1024
    package static let defaultFileCount = 5

    /// Bytes after which a file rolls. Default: 10 MiB.
    package var maximumSize = defaultMaximumSize
    /// Files kept in all. Default: 5.
    package var fileCount = defaultFileCount
}

/// How changes of the job's folder are taken.
package struct WatchSettings: Sendable, Hashable {
    /// Patterns of files whose changes do not count, added to the built-in ones.
    package var ignore: [String] = []
    /// Default: adaptive, 20 ms after a lone change, 250 ms after several.
    package var quietPeriod: Duration?
}
