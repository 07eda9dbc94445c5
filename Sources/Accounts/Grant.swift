package import JobModel

/// What somebody may do, and with which job.
package struct Grant: Sendable, Hashable {
    package let scopes: Set<Scope>
    /// The one job it is for; `nil` for all jobs and the site itself.
    package let job: JobID?

    package init(_ scopes: Set<Scope>, job: JobID? = nil) {
        self.scopes = scopes
        self.job = job
    }

    /// What an account may do.
    package static let everything = Grant([.admin])

    /// Whether it lets its bearer do this to that job; `nil` stands for what concerns no single job.
    package func allows(_ scope: Scope, on subject: JobID?) -> Bool {
        guard job == nil || job == subject else { return false }
        return scopes.contains { $0.implied.contains(scope) }
    }
}
