/// What differs between two states of the site, as much of it as is shown.
package struct SiteDifference: Sendable {
    package struct File: Sendable {
        /// Below the site's folder.
        package let path: String
        package let change: DeploymentSummary.JobLine.Change
        package var lines: [Line] = []
        package var added = 0
        package var removed = 0
        package var furtherLines = 0
        /// Why there are no lines, as a sentence.
        package var obstacle: String?

        package init(path: String, change: DeploymentSummary.JobLine.Change) {
            self.path = path
            self.change = change
        }
    }

    package struct Line: Sendable {
        package enum Kind: Sendable {
            case same
            case added
            case removed
            case place
        }

        let kind: Kind
        let text: String
        let number: Int?

        package init(_ kind: Kind, _ text: String, _ number: Int?) {
            self.kind = kind
            self.text = text
            self.number = number
        }
    }

    package let jobs: [DeploymentSummary.JobLine]
    package let files: [File]
    package let furtherFiles: Int
    /// How to see all of it, on the server.
    package let command: String

    package init(jobs: [DeploymentSummary.JobLine], files: [File], furtherFiles: Int, command: String) {
        self.jobs = jobs
        self.files = files
        self.furtherFiles = furtherFiles
        self.command = command
    }
}
