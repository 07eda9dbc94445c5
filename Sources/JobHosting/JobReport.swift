package import JobDiscovery
package import JobModel

/// What the host knows of one job at one moment, for the API, the CLI and the dashboard.
package struct JobReport: Sendable {
    package let type: JobType
    /// The folder's name; for a folder that cannot be a job, the name that is wrong.
    package let name: String
    package let description: JobDescription?
    package let problems: [Problem]
    package let version: TreeID?
    /// Of a continuous job.
    package let status: ContinuousStatus?
    package let processID: Int?
    package let startTime: Timestamp?
    /// Where the process of a continuous job may serve requests on this machine; `nil` while none runs.
    package let port: Int?
    /// Of a continuous job: how its last processes ended.
    package let recentEnds: RecentEnds
    /// How the process of a continuous job ended last, in words that go on after its name, while the job is down; `nil`
    /// when it is not.
    package let lastFailure: String?
    /// When a continuous job that is down will be started again.
    package let restart: Timestamp?
    /// Processes that a continuous job is to have; 0 of a triggered one.
    package let instances: Int
    /// Of a continuous job, by their index.
    package let processes: [ProcessReport]
    /// Jobs that must be up before this one is started (`depends_on`), while it waits for them.
    package let waitsFor: [String]
    package let isStopped: Bool
    package let usesSDK: Bool
    /// Of a triggered job: runs under way.
    package let activeRunCount: Int
    package let waiting: WaitingRuns
    /// Of a triggered job: the newest run, which may still be under way.
    package let latestRun: RunRecord?
    package let tally: RunTally
    package let nextRun: Timestamp?

    /// Starts since the host's own start, of all processes.
    package var startCount: Int { processes.reduce(0) { $0 + $1.startCount } }

    /// Processes of a continuous job that are up.
    package var runningCount: Int { processes.count { $0.status == .running } }

    /// Its processes that are under a debugger.
    package var debugging: [DebugReport] { processes.compactMap(\.debugging) }

    /// Failures in a row, of the process that has most.
    package var failureCount: Int { processes.map(\.failureCount).max() ?? 0 }

    /// Whether a process fails again and again.
    package var isCrashLooping: Bool { processes.contains(where: \.isCrashLooping) }

    package var hasProblem: Bool {
        problems.contains { $0.severity == .problem }
    }

    /// Whether nothing of the job can be started before something is set right.
    package var isBlocked: Bool {
        guard description?.canRun == true else { return true }
        return problems.contains { $0.severity == .problem && Self.blockingProblems.contains($0.code) }
    }

    /// Codes of problems with what a start is given.
    private static let blockingProblems = [
        "missing_secret", "unreadable_secrets", "bad_secret", "no_memory_folder", "unknown_user",
        "cannot_change_user", "no_sandbox",
    ]

    /// Why the schedule plans nothing, if something is wrong with it.
    package var scheduleProblem: Problem? {
        problems.first { JobInspector.scheduleProblems.contains($0.code) && $0.severity == .problem }
    }
}
