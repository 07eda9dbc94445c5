package import JobModel

/// What runs by itself in the next 24 hours, and what did not in the past 24.
package struct ScheduleModel: Sendable {
    /// Times that are listed one by one.
    package static let maximumTimes = 100
    /// Occurrences of one job that are listed one by one; more often, and the job is one line.
    package static let maximumTimesOfJob = 48
    /// Runs that did not happen, at most.
    package static let maximumMissed = 100
    /// Jobs with their schedules, at most.
    package static let maximumJobs = 200

    package let viewer: Viewer
    package let moments: Moments
    /// Jobs with a schedule, the next one first.
    package var jobs: [Job] = []
    /// By the hours on the clocks of the site, beginning with the one that it is now.
    package var hours: [Hour] = []
    /// One by one, earliest first; of the jobs that do not run too often for that.
    package var times: [Time] = []
    /// Times that would follow.
    package var furtherTimes = 0
    package var missed: [RunRecord] = []
    package var hasFurtherMissed = false
    /// Jobs whose schedule plans nothing, and why.
    package var idle: [Idle] = []

    package struct Job: Sendable {
        let name: String
        let schedule: String
        /// In words.
        let words: String
        let zone: String
        let next: Timestamp
        /// Runs in the next 24 hours.
        let count: Int

        package init(name: String, schedule: String, words: String, zone: String, next: Timestamp, count: Int) {
            self.name = name
            self.schedule = schedule
            self.words = words
            self.zone = zone
            self.next = next
            self.count = count
        }
    }

    package struct Hour: Sendable {
        let start: Timestamp
        /// Jobs that run in it.
        let jobs: Int
        let runs: Int

        package init(start: Timestamp, jobs: Int, runs: Int) {
            self.start = start
            self.jobs = jobs
            self.runs = runs
        }
    }

    package struct Time: Sendable {
        let job: String
        let time: Timestamp

        package init(job: String, time: Timestamp) {
            self.job = job
            self.time = time
        }
    }

    package struct Idle: Sendable {
        let job: String
        let schedule: String
        let reason: String

        package init(job: String, schedule: String, reason: String) {
            self.job = job
            self.schedule = schedule
            self.reason = reason
        }
    }

    package init(viewer: Viewer, moments: Moments) {
        self.viewer = viewer
        self.moments = moments
    }

    /// Puts everything in order and keeps as many times as are shown.
    package mutating func finish(_ all: [Time]) {
        jobs.sort { ($0.next, $0.name) < ($1.next, $1.name) }
        let sorted = all.sorted { ($0.time, $0.job) < ($1.time, $1.job) }
        times = Array(sorted.prefix(Self.maximumTimes))
        furtherTimes = sorted.count - times.count
    }
}
