import DirectoryWatch
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import SiteSettings

/// As whom jobs run, and how far they are shut in.
extension JobHost {
    /// Jobs that name no user run as this one, where the host runs as root and there is such a user.
    package static let standardUser = ChosenUser.standardUser

    // MARK: whom to be

    private func chosenUser(_ settings: JobSettings, settingsPath: String = "") -> ChosenUser {
        ChosenUser(settings, siteUser: siteSettings.jobsUser, settingsPath: settingsPath, find: users.account)
    }

    // MARK: what is wrong

    /// What keeps the job from running as it asks to; while there is a problem among it, the job is not started.
    func separationProblems(_ job: HostedJob) -> [Problem] {
        guard let settings = job.finding?.description?.settings else { return [] }
        var problems: [Problem] = []
        if case .fault(let problem) = chosenUser(settings, settingsPath: settingsPath(job)) { problems.append(problem) }
        guard let sandbox = settings.sandbox, let fault = sandboxFault(sandbox) else { return problems }
        problems.append(
            Problem(
                code: "no_sandbox",
                path: settingsPath(job),
                line: sandbox.place?.line,
                column: sandbox.place?.column,
                message: "\"sandbox\": \(fault)"
            )
        )
        return problems
    }

    private func sandboxFault(_ sandbox: SandboxSettings) -> String? {
        if Sandbox.version == 0 { return "this kernel has no Landlock, so the job would run without its sandbox" }
        guard !sandbox.allowsNetwork, geteuid() != 0, Sandbox.version < Sandbox.versionOfNetwork else { return nil }
        return "this kernel cannot refuse the network to a job (that takes Linux 6.7, or a host that runs as root)"
    }

    /// The first problem with its secrets or its separation that keeps the job from being started.
    func startProblem(_ job: HostedJob) -> Problem? {
        secretProblem(job) ?? separationProblems(job).first { $0.severity == .problem }
    }

    // MARK: one start

    /// Whom the next start of the job becomes; `nil` for the host's own user.
    func user(for settings: JobSettings) -> UserAccount? {
        guard case .other(let account) = chosenUser(settings) else { return nil }
        return account
    }

    /// Makes what a start needs to be shut in; `start` is a name that no other start of the job has.
    func separate(
        _ id: JobID,
        _ settings: JobSettings,
        user: UserAccount?,
        root: String,
        program: String,
        secretFiles: String?,
        start: String
    ) throws(SystemError) -> Separation {
        var separation = Separation()
        separation.user = user
        separation.hasNoNewPrivileges = settings.hasNoNewPrivileges || settings.sandbox != nil
        if let user { separation.variables += try give(id, root, to: user, settings) }
        if settings.hasPrivateTmp ?? (settings.sandbox != nil) {
            let folder = try PrivateFolder("\(layout.privateFolders)/\(id)/\(start)", for: user, tidying: tidying)
            separation.privateFolder = folder
            separation.hasOwnMounts = canMountOver(root)
            separation.variables.append(("TMPDIR", separation.hasOwnMounts ? "/tmp" : folder.path))
        }
        guard let sandbox = settings.sandbox else { return separation }
        // By a network of its own, which is empty, where that is permitted; else by the rules, which know TCP alone.
        separation.isCutOff = !sandbox.allowsNetwork && OwnMounts.arePermitted && geteuid() == 0
        var rules = SandboxRules(settings: sandbox, root: root, program: program)
        rules.reads = ["\(layout.shutdownFiles)/\(id)", layout.builds] + [secretFiles].compactMap(\.self)
        rules.writes = [layout.data(of: id)] + [separation.privateFolder?.path].compactMap(\.self)
        separation.sandbox = try Sandbox(rules.rules)
        return separation
    }

    /// Mounts over `/tmp` would hide what lies below it.
    private func canMountOver(_ root: String) -> Bool {
        guard geteuid() == 0, OwnMounts.arePermitted else { return false }
        return ![layout.home, root].contains { $0.hasPrefix("/tmp/") || $0.hasPrefix("/var/tmp/") }
    }

    /// Gives the job's files to the user it runs as, as far as they are for it to change; what it finds in its
    /// environment about that user.
    private func give(
        _ id: JobID,
        _ root: String,
        to user: UserAccount,
        _ settings: JobSettings
    ) throws(SystemError) -> [(name: String, value: String)] {
        SettingsFile.close(layout.appSettings)
        try DataFolder(path: layout.data(of: id), type: id.type).give(to: user)
        if root.hasPrefix("\(layout.workingCopies)/"), OwnFolder.exists(root) {
            try FileOwner.giveTree(root, to: user)
        }
        let site = siteSettings.variables
        let facts = [
            ("HOME", user.home ?? layout.data(of: id)), ("USER", user.shown), ("LOGNAME", user.shown),
        ]
        return facts.filter { site[$0.0] == nil && settings.environment[$0.0] == nil }.map { (name: $0.0, value: $0.1) }
    }

    /// What starts of an earlier host had as their `/tmp`.
    func clearPrivateFolders() throws(SystemError) {
        try Folder.removeTree(layout.privateFolders)
    }
}
