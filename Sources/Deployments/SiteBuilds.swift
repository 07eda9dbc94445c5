import GitHosting
import Glibc
import JobBuilding
import JobDiscovery
import JobModel
import LinuxSystem
package import ProcessSupervision
package import SiteSettings

/// The build step of a deployment: whatever its new and changed jobs need is made before anything of them is touched.
struct SiteBuilds {
    let repository: Repository
    let tools: BuildTools
    let cancellation: DeploymentCancellation
    let layout: HomeLayout
    let lookup: ProgramLookup
    let policy: DeploymentPolicy

    /// Bytes of a file that decides a build.
    private static let largestLockFile = 64 * 1024 * 1024

    private var store: BuildStore { BuildStore(layout: layout) }

    private var builder: JobBuilder {
        let (runner, cancellation) = (tools.runner, cancellation)
        return JobBuilder(store: store, lookup: lookup) { tool, timeout, line in
            await cancellation.run { await runner.run(tool, timeout: timeout, line: line) }
        }
    }

    /// What would be built: the files that ask for it, below the site.
    func wouldBuild(_ plan: SitePlan) throws -> [String] {
        try wants(plan).flatMap { want in
            try builder.wouldBuild(want.source).map { "\(want.source.path)/\($0)" }
        }
    }

    /// Builds what is missing; the first build of a new or changed job that fails ends it.
    ///
    /// `begin` is called before the first one.
    func build(_ plan: SitePlan, begin: () throws -> Void, tell: @escaping Deployer.Teller) async throws {
        let wants = try wants(plan)
        if !wants.isEmpty { try begin() }
        for want in wants {
            if want.source.user != nil { SettingsFile.close(layout.appSettings) }
            do {
                let keys = try await builder.build(want.source, timeout: policy.buildTimeout, tell: tell)
                // Known before the job's folder is exchanged: its next start finds them.
                if !keys.isEmpty { try store.remember(keys, for: want.source.job) }
                // No folder is exchanged here: the host must look by itself.
                if !want.isChanged { haveLookedAt(want.source) }
            } catch let failure as BuildFailure {
                guard !want.isChanged else { throw DeploymentError.refused([failure.problem]) }
                // As with all problems of jobs that a deployment does not change.
                tell("  \(want.source.job) lacks what was built for it, and that failed: \(failure.problem)")
            } catch is CancellationError {
                throw DeploymentError.cancelled
            }
        }
    }

    /// The mode that a file has already, given to it once more: an event for the host, and nothing else.
    private func haveLookedAt(_ source: JobBuilder.Source) {
        for file in source.askingFiles {
            let path = "\(layout.folder(of: source.job))/\(file)"
            var information = stat()
            guard stat(path, &information) == 0 else { continue }
            chmod(path, information.st_mode & 0o7777)
        }
    }

    /// A job that may have something to build.
    private struct Want {
        let source: JobBuilder.Source
        let isChanged: Bool
    }

    /// The new and changed jobs, and of all others those whose products somebody took away.
    private func wants(_ plan: SitePlan) throws -> [Want] {
        guard policy.isBuilding else { return [] }
        let changed = Set(plan.steps.map(\.folder))
        return try plan.jobs.compactMap { job in
            let description = job.description
            let folder = GitFolder(repository: repository, tree: job.tree)
            let names = try folder.entries(of: description.scriptFolder).map(\.name)
            // The names in one folder: all that an unchanged job without a build costs.
            guard JobBuilder.isNeeded(names, in: description.scriptFolder, script: description.runningScript) else {
                return nil
            }
            let want = Want(source: try source(description, job.tree), isChanged: changed.contains(job.folder))
            return !want.isChanged && builder.isBuilt(want.source) ? nil : want
        }
    }

    private func source(_ description: JobDescription, _ tree: TreeID) throws -> JobBuilder.Source {
        let job = description.id
        let path = "\(layout.jobsPathInSite)/\(job)"
        let folder = GitFolder(repository: repository, tree: tree)
        var environment = tools.environment()
        environment.merge(description.settings.environment) { $1 }
        environment["WEBJOBS_NAME"] = job.name.text
        environment["WEBJOBS_TYPE"] = job.type.rawValue
        let files = try repository.differences(from: nil, to: tree).compactMap { difference in
            difference.new.map { BuildFile(path: difference.path, kind: $0.kind, object: $0.object) }
        }
        var source = JobBuilder.Source(
            job: job,
            path: path,
            // A mark that stops the job says nothing about what it is.
            files: files.filter { $0.path.split(separator: "/").last != "disable.job" },
            scriptFolder: description.scriptFolder,
            script: description.runningScript,
            environment: environment,
            read: { try folder.beginning(of: $0, limit: Self.largestLockFile) },
            write: { file, target in
                let entry = TreeEntry(name: "", kind: file.kind, object: file.object)
                var writer = SiteFile(repository: repository, root: target)
                try writer.write(entry, at: file.path)
            }
        )
        let site = tools.site()
        source.fixedVariables = Set(site.variables.keys).union(description.settings.environment.keys)
        let settingsPath = "\(path)/settings.job"
        switch ChosenUser(description.settings, siteUser: site.jobsUser, settingsPath: settingsPath) {
        case .own: break
        case .other(let account): source.user = account
        case .fault(let problem): source.userFault = problem
        }
        return source
    }
}

/// What builds need of the host.
package struct BuildTools: Sendable {
    let runner: ToolRunner
    /// The settings of the site.
    let site: @Sendable () -> AppSettings
    /// The variables that jobs get: the host's own and the site's settings.
    let environment: @Sendable () -> [String: String]

    package init(
        runner: ToolRunner,
        site: @escaping @Sendable () -> AppSettings = { AppSettings(variables: [:]) },
        environment: @escaping @Sendable () -> [String: String]
    ) {
        self.runner = runner
        self.site = site
        self.environment = environment
    }
}
