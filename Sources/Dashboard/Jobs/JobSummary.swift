package import JobModel

/// What a list of jobs says of one of them.
package struct JobSummary: Sendable {
    package let type: JobType
    /// The folder's name, which may be none that a job can have.
    package let name: String
    package let standing: JobStanding
    package var problems: [Problem] = []
    /// `disable.job` is there.
    package var isStopped = false
    /// Of a continuous job: when its process began.
    package var started: Timestamp?
    /// Of a continuous job: how often it was started since the host was.
    package var starts = 0
    /// Of a continuous job: how its last processes ended, oldest first; the one that runs comes last.
    package var recentProcesses: [RunOutcome] = []
    /// Of a continuous job that is down: how it ended last, in words that go on after its name.
    package var lastFailure: String?
    package var restart: Timestamp?
    /// Of a continuous job: failures in a row.
    package var failures = 0
    /// Whether it fails again and again.
    package var isCrashLooping = false
    /// Of a continuous job: processes that it is to have, and those that are up.
    package var instances = 1
    package var runningInstances = 0
    package var schedule: String?
    package var next: Timestamp?
    /// Why its schedule plans nothing.
    package var hindrance: String?
    package var latest: RunRecord?
    package var queued = 0

    /// One run of those that ended last.
    package struct RecentRun: Sendable, Hashable {
        package let id: RunID
        package let outcome: RunOutcome

        package init(_ id: RunID, _ outcome: RunOutcome) {
            self.id = id
            self.outcome = outcome
        }
    }

    package init(_ type: JobType, _ name: String, _ standing: JobStanding) {
        self.type = type
        self.name = name
        self.standing = standing
    }

    /// `TYPE/NAME`.
    package var label: String { "\(type.rawValue)/\(name)" }
    package var path: String { JobPath.job(type, name) }

    /// Of a job that failed several times in a row: `crash-looping, attempt 7`.
    var loopWords: String? {
        failures > 1 ? "\(isCrashLooping ? "crash-looping" : "failed again"), attempt \(failures + 1)" : nil
    }

    /// `2 of 3 up`, of a job with several processes.
    var instanceWords: String? {
        instances > 1 ? "\(runningInstances) of \(instances) up" : nil
    }

    /// Problems alone, without warnings.
    package var faults: [Problem] { problems.filter { $0.severity == .problem } }
}
