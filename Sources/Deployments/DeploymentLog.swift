import Glibc
import JobModel
import LinuxSystem

/// What whoever deploys is told, as it happens, and what is kept of it.
struct DeploymentLog: Sendable {
    private let path: String
    private let tell: Deployer.Teller

    init(store: DeploymentStore, id: String, tell: @escaping Deployer.Teller) {
        path = store.logPath(id)
        self.tell = tell
    }

    /// For those who tell in its name.
    var teller: Deployer.Teller { { say($0) } }

    func say(_ line: String) {
        // A log that cannot be written must not stop the deployment: whoever deploys hears it all the same.
        try? append(line)
        tell(line)
    }

    private func append(_ line: String) throws(SystemError) {
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        try file.write(Array("\(line)\n".utf8))
    }

    func say(_ failure: DeploymentError) {
        say("")
        switch failure {
        case .refused(let problems):
            let count = problems.count
            say("refused because of \(count == 1 ? "one problem" : "\(count) problems"):")
            for problem in problems { say("  \(problem)") }
            say("Nothing was changed: what ran before runs on.")
        case .notStarted(let failures):
            say("refused: \(failures.map(\.description).joined(separator: "; "))")
            say("What was deployed before is active again.")
        case .cancelled:
            say("cancelled; what was deployed before is active.")
        case .noScript, .badArchive, .badRemote, .unknownDeployment, .unknownEdits, .neverActive, .superseded, .failed:
            say("\(failure)")
            say("Nothing was changed: what ran before runs on.")
        }
    }

    func say(_ failure: StartFailure) {
        say("")
        say("\(failure)")
        for line in failure.lastLines { say("    \(line)") }
    }

    /// Tells where edits went that this deployment overwrites.
    func say(edits paths: [String], keptAs id: String) {
        say("\(paths.count == 1 ? "a file" : "\(paths.count) files") edited here and overwritten now:")
        for path in paths.prefix(Self.shownEdits) { say("  \(path)") }
        if paths.count > Self.shownEdits { say("  and \(paths.count - Self.shownEdits) more") }
        say("They are kept. To see them: nyala edits show \(id)")
        say("or in your clone: git fetch origin \(EditedFiles.references)/\(id) && git diff FETCH_HEAD^ FETCH_HEAD")
    }

    private static let shownEdits = 10
}
