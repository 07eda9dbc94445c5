package import JobModel

/// What the page of the audit log shows.
package struct AuditModel: Sendable {
    /// Something that somebody changed, or tried to.
    package struct Entry: Sendable, Hashable {
        package let time: Timestamp
        /// Empty for a stranger.
        package let who: String
        package let means: String
        /// Empty for the local socket.
        package let address: String
        package let method: String
        package let path: String
        package let status: Int
        package let detail: String?

        package init(
            time: Timestamp,
            who: String,
            means: String,
            address: String,
            method: String,
            path: String,
            status: Int,
            detail: String?
        ) {
            self.time = time
            self.who = who
            self.means = means
            self.address = address
            self.method = method
            self.path = path
            self.status = status
            self.detail = detail
        }
    }

    package let viewer: Viewer
    package let moments: Moments
    package var entries: [Entry] = []
    /// Whose entries are shown; empty for all.
    package var who = ""
    /// Whether these are not the newest ones.
    package var isLater = false
    /// The query that leads to older ones.
    package var older: String?

    package init(viewer: Viewer, moments: Moments) {
        self.viewer = viewer
        self.moments = moments
    }
}
