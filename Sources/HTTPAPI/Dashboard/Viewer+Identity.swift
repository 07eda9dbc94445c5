import Accounts
import Dashboard
import HTTPTypes
import JobModel

extension Viewer {
    /// `job`: what the page is about, for somebody who may act on one job alone.
    init(_ identity: Identity, on job: JobID? = nil) {
        self.init(name: identity.name)
        mayRun = identity.grant.allows(.run, on: job)
        mayDeploy = identity.grant.allows(.deploy, on: job)
        mayAdminister = identity.grant.allows(.admin, on: nil)
        maySignOut = identity.means == "session"
    }
}

extension APIContext {
    /// Who looks at the page.
    func viewer(on job: JobID? = nil) throws -> Viewer {
        // Authentication lets nobody through to a page whom it does not know.
        guard let identity else { throw ProblemAnswer(.unauthorized, "Nobody is signed in.") }
        return Viewer(identity, on: job)
    }
}
