package import JobDebugging
package import JobModel
package import LinuxSystem

/// How a process of a continuous job would be debugged, and what is needed to see whether it can be.
package struct DebugOffer: Sendable {
    package let job: JobID
    /// Of its processes.
    package let index: Int
    package let plan: DebugPlan
    /// The program that would run under it.
    package let program: String
    /// Where the job's files are.
    package let root: String
    /// What the job gets, without secrets.
    package let environment: [String: String]
    /// Whom the job runs as; `nil` for the host's own user.
    package let user: UserAccount?
}
