import JobModel
package import LinuxSystem

/// Why something could not be read from or written to a repository, or a folder could not be turned into a tree.
package enum GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// libgit2 refused; `reason` is its own sentence.
    case failed(operation: String, on: String, reason: String)
    /// The object or reference is not there.
    case missing(String)
    /// A file changed while it was read: look again.
    case changedMeanwhile(path: String)
    /// A tree holds what no folder can.
    case badTree(path: String, reason: String)
    case system(SystemError)

    package var description: String {
        switch self {
        case .failed(let operation, let subject, let reason): "git: \(operation) of \(subject) failed: \(reason)"
        case .missing(let subject): "git: \(subject) is not in the repository"
        case .changedMeanwhile(let path): "\(path) changed while it was read"
        case .badTree(let path, let reason): "\(ShownPath(path)): \(reason)"
        case .system(let error): error.description
        }
    }
}
