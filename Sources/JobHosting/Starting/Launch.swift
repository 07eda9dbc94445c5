import DirectoryWatch
import Glibc
import JobBuilding
import JobDebugging
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import Secrets
import SiteSettings

/// Everything that one start of a job needs, ready to be given to a ``Supervisor``.
struct Launch {
    let request: SpawnRequest
    let tree: any ProcessTree
    /// By which the tree's processes are found where there are no cgroups.
    let mark: String
    let order: StopOrder
    /// What the host looks after, since the kernel does not here.
    let watched: WatchedLimits
    let output: SharedDescriptor
    /// `nil` where it goes the way of the output.
    let errorOutput: SharedDescriptor?
    /// The root of the working copy, or the job's folder.
    let root: String
    /// Where a continuous job may serve requests.
    let port: Int?
    let secrets: GivenSecrets
    /// What it has as its `/tmp`.
    let privateFolder: PrivateFolder?
}

extension JobHost {
    /// Makes pipes, environment and process tree for one start.
    func prepareLaunch(
        _ id: JobID,
        _ finding: FolderFinding,
        _ description: JobDescription,
        _ version: TreeID,
        run: RunRecord? = nil,
        slot: Int = 0,
        additions: [(name: String, value: String)] = [],
        debugging: Debugging? = nil
    ) throws -> Launch {
        let root = finding.root
        let settings = description.settings
        // This start fails; the next one finds the copy made again.
        if !Folder.exists(root) { look(at: JobFolder(type: id.type, name: id.name.text)) }
        let shutdownFile = try shutdownFile(id, run?.id)
        var start = JobEnvironment.Start(shutdownFile: shutdownFile, run: run?.id, request: run?.request)
        let startName = String(shutdownFile.split(separator: "/").last ?? "")
        let user = user(for: settings)
        let secrets = try giveSecrets(id, settings, start: startName, for: user)
        start.additions = additions
        if id.type == .continuous { start.port = LoopbackPort.pickFree() }
        let common = commonEnvironment(id, finding, version, settings)
        var command = commandLine(finding, description) + (run?.request.arguments ?? [])
        if let debugging {
            let debugged = try debugging.start(debugPlan(of: command))
            command = debugged.command
            start.additions += debugged.variables
        }
        let separation = try separate(
            id,
            settings,
            user: user,
            root: root,
            program: command[0],
            secretFiles: secrets.files?.path,
            start: startName
        )
        start.secrets = separation.variables + secrets.variables
        let output = try Pipe().split()
        let errorOutput = try mustShareOutput(output.reading) ? nil : Pipe().split()
        // Programs open their streams again by name (/dev/stderr), which is for the owner only.
        if let user {
            for end in [output.writing, errorOutput?.writing] {
                if let end { fchown(end.number, user.user, user.group) }
            }
        }
        let plan = LimitPlan(
            settings.limits,
            controllers: trees.controllers,
            hasOwnUser: user != nil && settings.user != nil
        )
        let mark = "WEBJOBS_SHUTDOWN_FILE=\(shutdownFile)"
        let tree = try trees.tree(for: id, slot: slot, mark: mark, limits: plan.group)
        var request = SpawnRequest(
            program: command[0],
            arguments: command,
            environment: environment.variables(common, start),
            directory: description.scriptFolder.isEmpty ? root : "\(root)/\(description.scriptFolder)",
            standardInput: try standardInput(of: run),
            standardOutput: output.writing,
            standardError: errorOutput?.writing ?? output.writing,
            controlGroup: try tree.birthplace(),
            deathSignal: SIGKILL,
            openFiles: openFilesLimit
        )
        if let streams = debugging?.takeStreams() {
            request.standardInput = streams
            request.standardOutput = streams
        }
        request.limits = plan.resources
        separation.apply(to: &request)
        return Launch(
            request: request,
            tree: tree,
            mark: mark,
            order: StopOrder(
                signal: settings.stopSignal ?? SIGTERM,
                grace: settings.stoppingWaitTime ?? Self.defaultGrace(id.type),
                shutdownFile: shutdownFile
            ),
            watched: plan.watched,
            output: output.reading,
            errorOutput: errorOutput?.reading,
            root: root,
            port: start.port,
            secrets: secrets,
            privateFolder: separation.privateFolder
        )
    }

    /// Whether open files become few, so that a process's output and error output have one pipe together; where there are
    /// hardly any, nothing more is started.
    ///
    /// The system gives out the lowest number that is free, so the newest tells how many are taken.
    private func mustShareOutput(_ newest: SharedDescriptor) throws(TooManyOpenFiles) -> Bool {
        let limit = OpenFileLimit.current
        let taken = Int(newest.number)
        if let shortage = TooManyOpenFiles(taken: taken, of: limit) { throw shortage }
        guard taken >= OpenFileShares.separateOutputs(of: limit) else { return false }
        if !sharesOutput {
            sharesOutput = true
            logger.warning(
                "most files that this host may have open are open: error output of further processes is not told apart",
                metadata: ["limit": "\(limit)"]
            )
        }
        return true
    }

    /// The program that is started for the job and its arguments, before those of a run.
    func commandLine(_ finding: FolderFinding, _ description: JobDescription) -> [String] {
        let words = description.commandLine(root: finding.root)
        return finding.built?.command(words) ?? words
    }

    /// Made anew when the job, its version or the site's settings have changed.
    ///
    /// Kept where starts are many and must be quick; a continuous job that runs has no use for it.
    func commonEnvironment(
        _ id: JobID,
        _ finding: FolderFinding,
        _ version: TreeID,
        _ settings: JobSettings
    ) -> JobEnvironment.Common {
        let root = finding.root
        let site = siteSettings
        let job = jobs[JobFolder(type: id.type, name: id.name.text)]
        if let known = job?.environment, known.holds(version, root, settingsRevision: site.revision) { return known }
        let common = environment.common(
            id,
            root: root,
            version: version,
            settingsRevision: site.revision,
            appSettings: site.variables,
            jobVariables: settings.environment,
            built: finding.built
        )
        if id.type == .triggered { job?.environment = common }
        return common
    }

    private func standardInput(of run: RunRecord?) throws(SystemError) -> SharedDescriptor {
        guard let run, run.inputSize != nil else { return nullDevice }
        return SharedDescriptor(try Descriptor.open(history.inputPath(run.id, of: run.job), O_RDONLY | O_NOFOLLOW))
    }

    /// The original's: 5 s for continuous jobs, 30 s for triggered ones.
    static func defaultGrace(_ type: JobType) -> Duration {
        switch type {
        case .continuous: .seconds(5)
        case .triggered: .seconds(30)
        }
    }

    /// A fresh path for each start; the file appears when the job must stop.
    ///
    /// Its folder is there from the start: some jobs watch that.
    private func shutdownFile(_ id: JobID, _ run: RunID?) throws(SystemError) -> String {
        let folder = "\(layout.shutdownFiles)/\(id)"
        if shutdownFolders.insert(id).inserted { try Folder.create(folder) }
        let name = run?.text ?? String(clock.monotonicTime().nanoseconds, radix: 36)
        return "\(folder)/\(name)"
    }
}
