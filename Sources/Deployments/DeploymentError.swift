package import JobModel

/// Why a deployment was refused or failed.
///
/// The site is what it was before when one of these is thrown.
package enum DeploymentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was sent is not what the site can take; all reasons at once.
    case refused([Problem])
    /// The original's literal; clients look for it.
    case noScript
    /// The archive cannot be unpacked; the sentence names the entry.
    case badArchive(String)
    /// What is to be fetched, or from where, is no name of such.
    case badRemote(String)
    case unknownDeployment(String)
    case unknownEdits(String)
    /// It failed when it was made: there is nothing to go back to.
    case neverActive(String)
    /// Jobs did not start with it, so what was before is active again.
    case notStarted([StartFailure])
    case cancelled
    /// It waited in line, and a newer one takes its place.
    case superseded(by: String)
    /// The machine failed: disk full, git failed.
    case failed(String)

    package var description: String {
        switch self {
        case .refused(let problems): problems.map(\.description).joined(separator: "\n")
        case .noScript: "No runnable script file was found."
        case .badArchive(let reason): "the archive was refused: \(reason)"
        case .badRemote(let reason): reason
        case .unknownDeployment(let id): "there is no deployment \"\(id)\""
        case .neverActive(let id): "\(id) was never active; choose a deployment that succeeded"
        case .unknownEdits(let id): "no edits are kept under \"\(id)\""
        case .notStarted(let failures): failures.map(\.description).joined(separator: "; ")
        case .cancelled: "the deployment was cancelled"
        case .superseded(let id): "the deployment waited, and the newer \(id) takes its place"
        case .failed(let reason): "the deployment failed: \(reason)"
        }
    }
}
