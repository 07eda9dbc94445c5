import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

extension Deployer {
    /// Where what was fetched is kept until it is deployed.
    private static let fetchedReferences = "refs/nyala/fetched"
    /// A fetch that takes longer is given up.
    private static let fetchTimeout: Duration = .seconds(600)
    /// Lines of git among which its answer or its reason is sought.
    private static let keptLines = 100

    /// Fetches a branch of another repository and deploys it as the whole site; the branch of the same name here follows.
    ///
    /// `announced`: the record it has already.
    @discardableResult
    package func deploy(
        from remote: RemoteBranch,
        _ origin: Origin,
        announced: DeploymentRecord? = nil,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        var record = announced ?? newRecord(origin.deployer, origin.author, origin.message)
        let reference = "\(Self.fetchedReferences)/\(record.id)"
        let repository = try open()
        defer { try? repository.forget(reference) }
        // A dry run leaves no trace.
        let teller = options.isDryRun ? tell : DeploymentLog(store: store, id: record.id, tell: tell).teller
        let branch: String
        do throws(DeploymentError) {
            branch = try await fetch(remote, to: reference, for: record, teller)
        } catch {
            teller("\(error)")
            fail(record, error)
            throw error
        }
        let commit = try read { () throws(GitError) in try repository.commit(repository.target(of: reference)) }
        record.commit = commit.id
        record.branch = branch
        if record.message.isEmpty { record.message = commit.title }
        if !commit.author.isEmpty { record.author = commit.author }
        let deployed = try await deploy(record, repository, options: options, tell: tell) { .site(commit.tree) }
        if !options.isDryRun {
            acceptedPushes[branch] = nil
            // The next push shows when it did not work: git finds what to do.
            try? repository.point("refs/heads/\(branch)", at: commit.id)
            try? repository.setHead(to: branch)
        }
        return deployed
    }

    /// The branch that is deployed: the one the settings name, else what the repository has.
    ///
    /// `nil` when that is not clear, or when there is none yet.
    package func deploymentBranch() throws(DeploymentError) -> String? {
        let repository = try open()
        let existing = try read { () throws(GitError) in try repository.branches() }
        return DeploymentBranch.choose(configured: policy().branch, existing: existing, pushed: [])
    }

    /// The branch that was fetched.
    private func fetch(
        _ remote: RemoteBranch,
        to reference: String,
        for record: DeploymentRecord,
        _ tell: @escaping Teller
    ) async throws(DeploymentError) -> String {
        let branch: String
        // A commit by its id becomes the head of the branch that is deployed here.
        let commit = remote.branch.flatMap { RemoteBranch.isCommit($0) ? $0 : nil }
        if let named = (commit == nil ? remote.branch : nil) ?? policy().branch {
            branch = named
        } else {
            branch = try await headBranch(of: remote)
        }
        tell("fetching \(commit ?? branch) from \(remote.shownURL)")
        let arguments = [
            "fetch", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--force", "--end-of-options", remote.url,
            "+\(commit ?? "refs/heads/\(branch)"):\(reference)",
        ]
        _ = try await git(arguments, remote, tell)
        return branch
    }

    /// What a clone of it would check out.
    private func headBranch(of remote: RemoteBranch) async throws(DeploymentError) -> String {
        let lines = try await git(["ls-remote", "--symref", "--end-of-options", remote.url, "HEAD"], remote) { _ in }
        let prefix = "ref: refs/heads/"
        guard let line = lines.first(where: { $0.hasPrefix(prefix) }) else {
            throw .failed("\(remote.shownURL) does not say which of its branches counts; name one")
        }
        return String(line.dropFirst(prefix.count).prefix { !$0.isWhitespace })
    }

    private func git(
        _ arguments: [String],
        _ remote: RemoteBranch,
        _ tell: @escaping Teller
    ) async throws(DeploymentError) -> [String] {
        guard let program = lookup.find("git") else {
            throw .failed("git is not installed; install it with: apt-get install git")
        }
        var environment = tools.environment()
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_SSH_COMMAND"] = environment["GIT_SSH_COMMAND"] ?? "ssh -o BatchMode=yes"
        // No helper programs by the address alone (`ext::`).
        environment["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh"
        let tool = ToolRunner.Tool([program] + arguments, in: layout.repository, environment: environment)
        let lines = KeptLines(limit: Self.keptLines)
        let end = await tools.runner.run(tool, timeout: Self.fetchTimeout) { line in
            let shown = remote.masked(line)
            lines.add(shown)
            tell(shown)
        }
        switch end {
        case .code(0): return lines.lines
        case .timeout:
            throw .failed("fetching from \(remote.shownURL) took longer than \(Self.fetchTimeout.components.seconds) s")
        case .cancelled: throw .cancelled
        case .failed(let reason): throw .failed("git could not be started: \(reason)")
        case .code, .signal:
            let said = lines.lines.last { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") } ?? lines.lines.last ?? ""
            throw .failed("\(remote.shownURL) cannot be fetched: \(said)")
        }
    }
}
