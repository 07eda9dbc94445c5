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
        say([line])
    }

    func say(_ lines: [String]) {
        // A log that cannot be written must not stop the deployment: whoever deploys hears it all the same.
        try? append(lines.joined(separator: "\n"))
        for line in lines { tell(line) }
    }

    /// Bytes of a log: a build that prints without end must not fill the disk.
    ///
    /// Whoever deploys hears more.
    static let maximumSize = 8 * 1024 * 1024

    private func append(_ text: String) throws(SystemError) {
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        var information = stat()
        let number = file.number
        try check("fstat", path: path) { fstat(number, &information) }
        let size = Int(information.st_size)
        // How the deployment ended is in its record.
        guard size < Self.maximumSize else { return }
        try file.write(Array("\(text)\n".utf8))
        if size + text.utf8.count + 1 >= Self.maximumSize {
            try file.write(Array("… the rest is left out: this log has \(Self.maximumSize / 1_048_576) MiB\n".utf8))
        }
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
