import JobModel

/// The settings of a site: plain names and values that every job gets as environment variables, some of which steer the
/// host as well.
package struct AppSettings: Sendable, Hashable {
    /// In the file's order when listed; here by name.
    package let variables: [String: String]
    /// Of these values: equal for equal ones, in every host.
    package let revision: Int

    /// The original's defaults.
    package static let defaultRestartTime: Duration = .seconds(60)
    package static let defaultHistorySize = 50
    package static let defaultPassthroughTimeout: Duration = .seconds(100)
    /// 4 GiB.
    package static let defaultLogBudget = 4 << 30
    package static let defaultEarlyStart: Duration = .milliseconds(2)
    /// What changes meanwhile is a start for nothing.
    package static let longestEarlyStart: Duration = .seconds(10)

    package init(variables: [String: String]) {
        self.variables = variables
        revision = Self.revision(of: variables)
    }

    /// FNV-1a over names and values; the standard library's hashes differ from process to process.
    private static func revision(of variables: [String: String]) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            for byte in "\(name)=\(value)\0".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return Int(truncatingIfNeeded: hash)
    }

    /// `WEBJOBS_STOPPED`: nothing runs and nothing can be triggered.
    package var areJobsStopped: Bool { isOn("WEBJOBS_STOPPED") }
    /// `WEBJOBS_DISABLE_SCHEDULE`: no schedule is set up; runs by hand still work.
    package var isScheduleDisabled: Bool { isOn("WEBJOBS_DISABLE_SCHEDULE") }
    /// `WEBJOBS_RESTART_TIME`: seconds before a continuous job that lived for less than two minutes is started again.
    package var restartTime: Duration { seconds("WEBJOBS_RESTART_TIME") ?? Self.defaultRestartTime }
    /// `WEBJOBS_HISTORY_SIZE`: runs kept of each triggered job.
    package var historySize: Int {
        guard let size = variables["WEBJOBS_HISTORY_SIZE"].flatMap({ Int($0) }), size > 0 else {
            return Self.defaultHistorySize
        }
        return size
    }
    /// `WEBJOBS_IDLE_TIMEOUT`: seconds without output and processor use after which a run is ended; unlike the original,
    /// which ends every run after two silent minutes, only where it is set.
    package var idleTimeout: Duration? { seconds("WEBJOBS_IDLE_TIMEOUT").flatMap { $0 > .zero ? $0 : nil } }
    /// `log.budget`: bytes that the logs of all jobs may take together; 0 for no limit.
    package var logBudget: Int {
        variables["log.budget"].flatMap(ByteSizeText.parse) ?? Self.defaultLogBudget
    }
    /// `WEBJOBS_ROOT_PATH`; read once, at the host's start.
    package var jobsRoot: String? { variables["WEBJOBS_ROOT_PATH"] }
    /// `deployment_branch`, or its alias `branch`.
    package var deploymentBranch: String? { variables["deployment_branch"] ?? variables["branch"] }
    /// `deploy.settle`: how long a continuous job must have run to count as started; seconds, or with a unit.
    package var deploySettle: Duration? { variables["deploy.settle"].flatMap(DurationText.parse) }
    /// `deploy.on_failure`: `rollback` or `keep`.
    package var deployOnFailure: String? { variables["deploy.on_failure"] }
    /// `deploy.remote`: the repository that a webhook has fetched.
    package var deployRemote: String? { variables["deploy.remote"] }
    /// `deploy.webhook_secret`: by which a webhook shows where it comes from.
    package var webhookSecret: String? { variables["deploy.webhook_secret"] }
    /// `deploy.tidy_after`: how long nobody must have deployed before the repository is put together.
    package var tidyDelay: Duration? { variables["deploy.tidy_after"].flatMap(DurationText.parse) }
    /// `deploy.fetch_timeout`: how long one fetch from another repository may take.
    package var fetchTimeout: Duration? { variables["deploy.fetch_timeout"].flatMap(DurationText.parse) }
    /// `build.timeout`: how long one tool of a build may take.
    package var buildTimeout: Duration? { variables["build.timeout"].flatMap(DurationText.parse) }
    /// `command.timeout`: how long a command line that somebody sent may take.
    package var commandTimeout: Duration? { variables["command.timeout"].flatMap(DurationText.parse) }
    /// `SCM_LOGSTREAM_TIMEOUT`: seconds after which a stream of logs ends.
    package var logStreamTimeout: Duration? { seconds("SCM_LOGSTREAM_TIMEOUT") }
    /// `SCM_DO_BUILD_DURING_DEPLOYMENT`: only where it is `false` or `0` nothing is built.
    package var isBuilding: Bool {
        !["0", "false"].contains(variables["SCM_DO_BUILD_DURING_DEPLOYMENT"]?.lowercased())
    }
    /// `jobs.user`: the user that jobs run as which name none.
    package var jobsUser: String? { variables["jobs.user"].flatMap { $0.isEmpty ? nil : $0 } }
    /// `jobs.early_start`: how long before their moment starts of schedules are prepared at least; 0 for not at all.
    package var earlyStart: Duration {
        variables["jobs.early_start"].flatMap(Self.earlyStart) ?? Self.defaultEarlyStart
    }
    /// `time_zone`, or the original's `WEBSITE_TIME_ZONE`: the zone of schedules that name none.
    package var timeZone: String? { variables["time_zone"] ?? variables["WEBSITE_TIME_ZONE"] }

    /// `SCM_HTTPCLIENT_TIMEOUT`: seconds after which a job that was passed a request must have begun to answer.
    package var passthroughTimeout: Duration {
        seconds("SCM_HTTPCLIENT_TIMEOUT").flatMap { $0 > .zero ? $0 : nil } ?? Self.defaultPassthroughTimeout
    }
    /// `http.trusted_proxies`: addresses or networks, separated by commas or blanks.
    package var trustedProxies: [String] {
        (variables["http.trusted_proxies"] ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    }

    private static func earlyStart(_ text: String) -> Duration? {
        DurationText.parse(text).flatMap { $0 <= longestEarlyStart ? $0 : nil }
    }

    /// As in the original: `1` or `true`, in any case, is on.
    private func isOn(_ name: String) -> Bool {
        guard let value = variables[name]?.lowercased() else { return false }
        return value == "1" || value == "true"
    }

    /// As in the original: a negative number is 0, anything else that is no number is the default; what no clock can
    /// reach is the longest wait there is.
    private func seconds(_ name: String) -> Duration? {
        variables[name].flatMap { Int($0) }.map { min(.seconds(max(0, $0)), DurationText.maximum) }
    }
}
