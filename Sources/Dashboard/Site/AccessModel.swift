package import JobModel

/// What the page of accounts and tokens shows.
package struct AccessModel: Sendable {
    /// A token, or the session of a browser.
    package struct Token: Sendable, Hashable {
        package let id: String
        package let name: String
        package let scopes: [String]
        package let job: JobID?
        /// Whose session it is.
        package let session: String?
        package let created: Timestamp
        package let expires: Timestamp?
        package let lastUse: Timestamp?

        package init(
            id: String,
            name: String,
            scopes: [String],
            job: JobID?,
            session: String?,
            created: Timestamp,
            expires: Timestamp?,
            lastUse: Timestamp?
        ) {
            self.id = id
            self.name = name
            self.scopes = scopes
            self.job = job
            self.session = session
            self.created = created
            self.expires = expires
            self.lastUse = lastUse
        }
    }

    /// What a token may be good for, with what that means.
    package struct Scope: Sendable, Hashable {
        package let name: String
        package let meaning: String

        package init(_ name: String, _ meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    package let viewer: Viewer
    package let moments: Moments
    package var accounts: [String] = []
    package var tokens: [Token] = []
    /// The session by which somebody looks at the page.
    package var ownSession: String?
    package var scopes: [Scope] = []
    /// Names of jobs as `triggered/report`, for a token that is for one alone.
    package var jobs: [String] = []

    package init(viewer: Viewer, moments: Moments) {
        self.viewer = viewer
        self.moments = moments
    }
}
