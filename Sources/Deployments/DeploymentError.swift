package import JobModel

/// Why a deployment was refused or failed.
///
/// Nothing has changed on the site when one of these is thrown.
package enum DeploymentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was sent is not what the site can take; all reasons at once.
    case refused([Problem])
    /// The original's literal; clients look for it.
    case noScript
    /// The archive cannot be unpacked; the sentence names the entry.
    case badArchive(String)
    case unknownDeployment(String)
    /// The machine failed: disk full, git failed.
    case failed(String)

    package var description: String {
        switch self {
        case .refused(let problems): problems.map(\.description).joined(separator: "\n")
        case .noScript: "No runnable script file was found."
        case .badArchive(let reason): "the archive was refused: \(reason)"
        case .unknownDeployment(let id): "there is no deployment \"\(id)\""
        case .failed(let reason): "the deployment failed: \(reason)"
        }
    }
}
