package import JobModel

/// Everything that the page of one job shows.
package struct JobPageModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package let job: JobSummary
    package var facts = Facts()
    /// What `settings.job` says, as it was understood.
    package var settings = JobSettings()
    /// The schedule in words, with its zone.
    package var scheduleWords: String?
    package var environment = EnvironmentNames()
    /// Of a triggered job, newest first.
    package var runs: [RunRecord] = []
    package var recent: [JobSummary.RecentRun] = []
    /// Of a continuous job.
    package var log: LogTail?
    /// Why a run could not begin now, and what waits for it: sentences.
    package var waiting: [String] = []
    package var resources: ResourceHistory?

    /// What is known of the job beside its state.
    package struct Facts: Sendable {
        package var script: String?
        package var runtime: String?
        package var runsInPlace = false
        package var version: TreeID?
        package var origin = Origin.hand
        package var processID: Int?
        package var port: Int?
        /// What its process says of itself.
        package var says: String?
        /// Those who have its processes under a debugger.
        package var debugging: [Debugging] = []
        /// Below the site's folder.
        package var folder = ""
        /// Jobs whose ends start this one.
        package var follows: [String] = []

        package init() {}
    }

    /// Somebody who debugs a process of the job.
    package struct Debugging: Sendable, Hashable {
        package let index: Int
        package let debugger: String
        package let developer: String
        package let since: Timestamp

        package init(index: Int, debugger: String, developer: String, since: Timestamp) {
            self.index = index
            self.debugger = debugger
            self.developer = developer
            self.since = since
        }
    }

    /// Where the files of the job come from.
    package enum Origin: Sendable, Hashable {
        case hand
        /// `nil` where it is not on record any more.
        case deployed(Source?)
        /// Deployed, and changed on the server since.
        case edited(Source?)
    }

    /// A deployment that brought the job as it is.
    package struct Source: Sendable, Hashable {
        package let id: String
        package let words: String
        package let time: Timestamp

        package init(id: String, words: String, time: Timestamp) {
            self.id = id
            self.words = words
            self.time = time
        }
    }

    /// Which variables the job's processes get, by where they come from; never their values.
    package struct EnvironmentNames: Sendable {
        package var own: [String] = []
        package var secrets: [String] = []
        package var site: [String] = []
        package var program: [String] = []

        package init() {}
    }

    package init(viewer: Viewer, moments: Moments, job: JobSummary) {
        self.viewer = viewer
        self.moments = moments
        self.job = job
    }
}
