package import JobModel

/// A job that somebody is about to add: what they entered, and what the host says of it.
package struct AddJobModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package var name = ""
    package var type = JobType.triggered
    package var schedule = ""
    /// Of a continuous job: one on all hosts of the site together.
    package var isSingle = false
    /// Whether a job that is there already is to be replaced.
    package var replaces = false
    /// What keeps it from being added.
    package var faults: [Fault] = []
    package var nameHint = NameHint.none
    package var scheduleHint = ScheduleHint.none
    /// Where git pushes to.
    package var pushAddress = ""
    package var home = ""

    /// Something that is to be mended, with its place where it has one.
    package struct Fault: Sendable, Hashable {
        let place: String?
        let message: String
        /// What the job wrote before it ended.
        let lines: [String]

        package init(place: String? = nil, _ message: String, lines: [String] = []) {
            self.place = place
            self.message = message
            self.lines = lines
        }

        package init(_ problem: Problem) {
            var place = problem.path
            if let line = problem.line { place += problem.column.map { ":\(line):\($0)" } ?? ":\(line)" }
            self.init(place: place, problem.message)
        }
    }

    package enum NameHint: Sendable, Hashable {
        case none
        case free
        /// There is a job of this name and type.
        case taken
        case bad(String)
    }

    package enum ScheduleHint: Sendable, Hashable {
        case none
        /// In words, with the next times.
        case good(words: String, next: [Timestamp])
        case bad(String)
    }

    package init(viewer: Viewer, moments: Moments) {
        self.viewer = viewer
        self.moments = moments
    }
}
