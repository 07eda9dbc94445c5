/// Who looks at a page, and what they may do; a page shows no button that would be refused.
package struct Viewer: Sendable, Hashable {
    package let name: String
    /// Start, stop, run, cancel, retry.
    package var mayRun = false
    /// Change, add and remove jobs, deploy, roll back.
    package var mayDeploy = false
    /// Settings, secrets, tokens, accounts, the audit log.
    package var mayAdminister = false
    /// Whether there is a session that can be ended.
    package var maySignOut = false

    package init(name: String) {
        self.name = name
    }
}
