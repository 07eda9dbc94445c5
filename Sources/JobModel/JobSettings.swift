/// What `settings.job` says about a job.
///
/// Every key may be left out; the defaults stand beside the properties.
package struct JobSettings: Sendable, Hashable {
    /// When a triggered job runs by itself: six fields, from seconds to weekday.
    ///
    /// None: only on demand.
    package var schedule: String?
    /// The schedule plans nothing, as if it were not there; the job still runs on demand.
    ///
    /// Default: `false`.
    package var isSchedulePaused = false
    /// One instance among several hosts runs the job.
    ///
    /// Default: `false`.
    package var isSingleton = false
    /// Grace between asking to stop and killing.
    ///
    /// Default: 5 s for continuous, 30 s for triggered jobs.
    package var stoppingWaitTime: Duration?
    /// Run in the job's folder instead of a copy.
    ///
    /// Default: `false`, but `true` for Node.js (the original's rule).
    package var isInPlace: Bool?

    /// The command instead of a found script.
    ///
    /// Default: none.
    package var run: [String]?
    /// Arguments before those of a run.
    ///
    /// Default: none.
    package var arguments: [String] = []
    /// Environment variables of this job alone.
    package var environment: [String: String] = [:]
    /// What the job gets of the site's secrets.
    ///
    /// Default: none.
    package var secrets: [SecretUse] = []
    /// IANA name of the schedule's zone, such as `Europe/Paris`.
    ///
    /// Default: the site's, else the host's.
    package var timeZone: String?
    /// What to do about occurrences that passed while the host was down.
    ///
    /// Default: `latest`.
    package var missedRuns = MissedRuns.latest
    /// How old a missed occurrence may be to be made up for.
    ///
    /// Default: 10 minutes, as in the original.
    package var missedWindow: Duration = .seconds(600)
    package var concurrency = ConcurrencySettings()
    /// How long a run may take.
    ///
    /// Default: as long as it likes.
    package var timeout: Duration?
    /// How long a run may be without output and CPU.
    ///
    /// Default: none.
    package var idleTimeout: Duration?
    /// Exit codes that mean success.
    ///
    /// Default: 0 alone.
    package var successExitCodes = [0]
    package var retries = RetrySettings()
    package var restart = RestartSettings()
    /// Processes of a continuous job at a time.
    ///
    /// Default: 1.
    package var instances = 1
    /// The signal that asks to stop.
    ///
    /// Default: SIGTERM (15).
    package var stopSignal: Int32?
    package var ready: ReadySettings?
    /// How long a continuous job may go without saying that it is well (`WATCHDOG=1` to `NOTIFY_SOCKET`).
    ///
    /// Default: as long as it likes.
    package var watchdog: Duration?
    /// Continuous jobs that must be up before this one is started.
    ///
    /// Default: none.
    package var dependsOn: [Dependency] = []
    package var limits = LimitSettings()
    /// The user to run as: a name or a number, with `:GROUP` in another group.
    ///
    /// Default: the site's `jobs.user`, else the host's.
    package var user: String?
    /// Where `user` stands in the settings file.
    package var userPlace: JSONPlace?
    /// No program it executes gives it rights that it had not.
    ///
    /// Default: `true`; always in a sandbox.
    package var hasNoNewPrivileges = true
    /// `/tmp` is a folder of its own, which goes with the process.
    ///
    /// Default: `true` in a sandbox, else `false`.
    package var hasPrivateTmp: Bool?
    package var sandbox: SandboxSettings?
    package var triggers = TriggerSettings()
    package var notify = NotifySettings()
    package var history = HistorySettings()
    package var log = LogSettings()
    package var watch = WatchSettings()
    /// Do not run the job.
    ///
    /// Default: `false`.
    package var isDisabled = false

    /// Everything as written, unknown keys included, for those who ask what the file says.
    package var raw: JSONValue = .object([:])

    package init() {}

    package enum MissedRuns: String, Sendable, Hashable, CaseIterable {
        case latest
        case skip
        case all
    }
}
