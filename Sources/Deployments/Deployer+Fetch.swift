import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

extension Deployer {
    /// Where what was fetched is kept until it is deployed.
    static let fetchedReferences = "refs/nyala/fetched"
    /// Lines of git among which its answer or its reason is sought.
    private static let keptLines = 100

    /// Fetches a branch of another repository and deploys it as the whole site; the branch of the same name here follows.
    ///
    /// One fetch at a time: it is on record from its beginning, and can be cancelled. Pushes do not wait for it.
    /// `announced`: the record it has already.
    @discardableResult
    package func deploy(
        from remote: RemoteBranch,
        _ origin: Origin,
        announced: DeploymentRecord? = nil,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        var record = announced ?? newRecord(origin)
        let reference = "\(Self.fetchedReferences)/\(record.id)"
        let repository = try open()
        defer { try? repository.forget(reference) }
        // A dry run leaves no trace.
        let teller = options.isDryRun ? tell : DeploymentLog(store: store, id: record.id, tell: tell).teller
        let branch: String
        do throws(DeploymentError) {
            if !options.isDryRun { try write(record) }
            branch = try await fetchInTurn(remote, to: reference, for: record, teller)
        } catch {
            if record.message.isEmpty { record.message = "fetch from \(remote.address.shown)" }
            teller("\(error)")
            if !options.isDryRun { fail(record, error) }
            throw error
        }
        let commit = try read { () throws(GitError) in try repository.commit(repository.target(of: reference)) }
        record.commit = commit.id
        record.branch = branch
        if record.message.isEmpty { record.message = commit.title }
        if !commit.author.isEmpty { (record.author, record.authorEmail) = (commit.author, commit.knownEmail) }
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
    private func fetchInTurn(
        _ remote: RemoteBranch,
        to reference: String,
        for record: DeploymentRecord,
        _ tell: @escaping Teller
    ) async throws(DeploymentError) -> String {
        let cancellation = try await takeFetchTurn(record, tell)
        defer { endFetchTurn() }
        let fetch = Fetch(
            remote: remote,
            cancellation: cancellation,
            timeout: policy().fetchTimeout,
            tell: tell
        )
        return try await self.fetch(fetch, to: reference)
    }

    /// One fetch under way.
    private struct Fetch {
        let remote: RemoteBranch
        let cancellation: DeploymentCancellation
        let timeout: Duration
        let tell: Teller
    }

    private func fetch(_ fetch: Fetch, to reference: String) async throws(DeploymentError) -> String {
        let (branch, address) = (fetch.remote.branch, fetch.remote.address)
        if address.query != nil {
            fetch.tell("warning: git shows what stands behind ? to all of this machine; write https://TOKEN@HOST/PATH")
        }
        // A commit by its id becomes the head of the branch that is deployed here.
        let commit = branch.flatMap { RemoteBranch.isCommit($0) ? $0 : nil }
        var chosen = (commit == nil ? branch : nil) ?? policy().branch ?? ""
        if chosen.isEmpty { chosen = try await headBranch(fetch) }
        fetch.tell("fetching \(commit ?? chosen) from \(address.shown)")
        let arguments = [
            "fetch", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--force", "--end-of-options",
            address.argument, "+\(commit ?? "refs/heads/\(chosen)"):\(reference)",
        ]
        _ = try await git(arguments, fetch, fetch.tell)
        return chosen
    }

    /// What a clone of it would check out.
    private func headBranch(_ fetch: Fetch) async throws(DeploymentError) -> String {
        let address = fetch.remote.address
        let lines = try await git(["ls-remote", "--symref", "--end-of-options", address.argument, "HEAD"], fetch) { _ in
        }
        let prefix = "ref: refs/heads/"
        guard let line = lines.first(where: { $0.hasPrefix(prefix) }) else {
            throw .failed("\(address.shown) does not say which of its branches counts; name one")
        }
        return String(line.dropFirst(prefix.count).prefix { !$0.isWhitespace })
    }

    /// Of what git wrote, the line that says why it failed.
    static func reason(_ lines: [String]) -> String {
        let fault = lines.lastIndex { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") }
        guard let fault else { return lines.last ?? "" }
        // What ssh had against it stands above.
        let isOfSSH = fault > 0 && lines[fault].hasPrefix("fatal: Could not read from remote repository")
        return lines[isOfSSH ? fault - 1 : fault]
    }

    /// The lines it wrote, as they are; `tell` gets what may be seen of them.
    private func git(
        _ arguments: [String],
        _ fetch: Fetch,
        _ tell: @escaping Teller
    ) async throws(DeploymentError) -> [String] {
        guard let program = lookup.find("git") else {
            throw .failed("git is not installed; install it with: apt-get install git")
        }
        let address = fetch.remote.address
        var environment = tools.environment()
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_SSH_COMMAND"] = environment["GIT_SSH_COMMAND"] ?? deployKey.command
        // No helper programs by the address alone (`ext::`).
        environment["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh"
        environment.merge(address.variables(over: environment)) { $1 }
        let tool = ToolRunner.Tool([program] + arguments, in: layout.repository, environment: environment)
        let lines = KeptLines(limit: Self.keptLines)
        let (runner, timeout) = (tools.runner, fetch.timeout)
        let end = await fetch.cancellation.run {
            await runner.run(tool, timeout: timeout) { line in
                lines.add(line)
                tell(address.masked(line))
            }
        }
        switch end {
        case .code(0): return lines.lines
        case .timeout:
            let seconds = "\(timeout.components.seconds) s"
            throw .failed("fetching from \(address.shown) took longer than deploy.fetch_timeout allows (\(seconds))")
        case .cancelled: throw .cancelled
        case .failed(let reason): throw .failed("git could not be started: \(reason)")
        case .code, .signal:
            throw .failed("\(address.shown) cannot be fetched: \(address.masked(Self.reason(lines.lines)))")
        }
    }
}
