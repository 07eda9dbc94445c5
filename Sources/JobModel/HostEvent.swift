/// Something that happened on a host, for those who want to hear of it.
///
/// It holds everything that can be said about it, so that who hears of it later need not ask a host that has gone on.
/// Thousands are kept: what most of them lack lies in boxes.
package struct HostEvent: Sendable, Hashable {
    package let kind: HostEventKind
    package let time: Timestamp
    /// `nil` for a deployment, and for a folder whose name cannot be a job's.
    package var job: JobID?
    private var boxedRun: Boxed<RunRecord>?
    /// Whether a run that failed will be tried again: it was not the last word then.
    package var willRetry = false
    /// Of a continuous job.
    package var process: ProcessFacts?
    private var boxedProblem: Boxed<Problem>?
    /// Whether the problem was there when its folder was first looked at: an earlier host may have told of it.
    package var isStanding = false
    private var boxedDeployment: Boxed<DeploymentFacts>?
    /// Who wants to hear of what happens to the job.
    package var notify = NotifySettings()
    /// One sentence, where the facts alone do not say it.
    package var detail: String?

    package init(_ kind: HostEventKind, _ job: JobID? = nil, at time: Timestamp) {
        self.kind = kind
        self.job = job
        self.time = time
    }

    /// Of a triggered job.
    package var run: RunRecord? {
        get { boxedRun?.value }
        set { boxedRun = newValue.map { .holding($0) } }
    }

    package var problem: Problem? {
        get { boxedProblem?.value }
        set { boxedProblem = newValue.map { .holding($0) } }
    }

    package var deployment: DeploymentFacts? {
        get { boxedDeployment?.value }
        set { boxedDeployment = newValue.map { .holding($0) } }
    }

    /// What is known of a process of a continuous job.
    package struct ProcessFacts: Sendable, Hashable {
        /// `nil` for one that could not be started.
        package var processID: Int?
        /// `nil` while it runs.
        package var exitCode: Int?
        /// The name of the signal that ended it.
        package var signal: String?
        /// How long it lived.
        package var lifetime: Duration?
        /// Failures in a row.
        package var failures = 0

        package init(processID: Int?) {
            self.processID = processID
        }
    }

    /// What is known of a deployment that has ended.
    package struct DeploymentFacts: Sendable, Hashable {
        package let id: String
        package let isSuccess: Bool
        package let deployer: String
        package let author: String
        package let message: String
        package let commit: String?
        package let branch: String?
        package let received: Timestamp
        package let end: Timestamp?
        /// Why it failed.
        package let reason: String?

        package init(
            id: String,
            isSuccess: Bool,
            deployer: String,
            author: String,
            message: String,
            commit: String?,
            branch: String?,
            received: Timestamp,
            end: Timestamp?,
            reason: String?
        ) {
            self.id = id
            self.isSuccess = isSuccess
            self.deployer = deployer
            self.author = author
            self.message = message
            self.commit = commit
            self.branch = branch
            self.received = received
            self.end = end
            self.reason = reason
        }
    }
}
