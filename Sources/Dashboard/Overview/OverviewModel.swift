package import JobModel

/// Everything that the overview shows.
package struct OverviewModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    /// All jobs of the site.
    package let jobs: [JobSummary]
    /// What troubles the host itself, one sentence each.
    package var hostProblems: [String] = []
    package var query = JobListQuery()
    /// The newest runs of the jobs that are shown, oldest first, by ``JobSummary/label``.
    package var recent: [String: [JobSummary.RecentRun]] = [:]
    /// Where git pushes to.
    package var pushAddress = ""
    /// Where the site is reached, without a slash at its end.
    package var base = ""
    package var home = ""
    package var upcoming: [Upcoming] = []
    package var deployment: LatestDeployment?
    package var hostStarted: Timestamp?

    /// A time at which a job will run by its schedule.
    package struct Upcoming: Sendable {
        package let job: String
        package let time: Timestamp

        package init(job: String, time: Timestamp) {
            self.job = job
            self.time = time
        }
    }

    /// What was deployed last.
    package struct LatestDeployment: Sendable {
        package let id: String
        package let message: String
        package let author: String
        package let deployer: String
        package let time: Timestamp
        package let isSuccess: Bool
        /// Jobs that it changed, brought or removed.
        package let changed: [String]

        package init(
            id: String,
            message: String,
            author: String,
            deployer: String,
            time: Timestamp,
            isSuccess: Bool,
            changed: [String]
        ) {
            self.id = id
            self.message = message
            self.author = author
            self.deployer = deployer
            self.time = time
            self.isSuccess = isSuccess
            self.changed = changed
        }
    }

    /// As many as a strip has bars.
    package static let recentRunCount = OutcomeStrip.length

    /// The jobs on this page of the list.
    package var shownJobs: [JobSummary] { query.shown(of: jobs) }

    package init(viewer: Viewer, moments: Moments, jobs: [JobSummary]) {
        self.viewer = viewer
        self.moments = moments
        self.jobs = jobs
    }
}
