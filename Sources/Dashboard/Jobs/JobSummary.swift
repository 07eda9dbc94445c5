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
    /// Of a continuous job that is down: how it ended last, in words that go on after its name.
    package var lastFailure: String?
    package var restart: Timestamp?
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

    /// Problems alone, without warnings.
    package var faults: [Problem] { problems.filter { $0.severity == .problem } }
}
