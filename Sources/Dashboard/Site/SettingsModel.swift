package import JobModel

/// What the page of settings and secrets shows.
package struct SettingsModel: Sendable {
    /// A variable that every job gets.
    package struct Setting: Sendable, Hashable {
        package let name: String
        package let value: String
        /// Whether it is in the site's file, or else in the host's environment.
        package let isInFile: Bool

        package init(name: String, value: String, isInFile: Bool) {
            self.name = name
            self.value = value
            self.isInFile = isInFile
        }
    }

    /// A secret, of which nothing but its name is known here.
    package struct Secret: Sendable, Hashable {
        package let name: String
        /// `nil` for one that jobs ask for and nobody has set.
        package let set: Timestamp?
        package let jobs: [JobID]

        package init(name: String, set: Timestamp?, jobs: [JobID]) {
            self.name = name
            self.set = set
            self.jobs = jobs
        }
    }

    package let viewer: Viewer
    package let moments: Moments
    package var settings: [Setting] = []
    package var settingsProblem: String?
    package var secrets: [Secret] = []
    package var secretsProblem: String?
    /// Where the settings lie.
    package var path = ""

    package init(viewer: Viewer, moments: Moments) {
        self.viewer = viewer
        self.moments = moments
    }
}
