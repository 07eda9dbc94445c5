import GitHosting
import JobBuilding
import JobDiscovery
import JobModel
import LinuxSystem
package import ProcessSupervision

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
        try sources(plan).flatMap { source in
            try builder.wouldBuild(source).map { "\(source.path)/\($0)" }
        }
    }

    /// Builds what is missing; the first build that fails ends it.
    func build(_ plan: SitePlan, tell: @escaping Deployer.Teller) async throws {
        for source in try sources(plan) {
            let keys: [String]
            do {
                keys = try await builder.build(source, timeout: policy.buildTimeout, tell: tell)
            } catch let failure as BuildFailure {
                throw DeploymentError.refused([failure.problem])
            } catch is CancellationError {
                throw DeploymentError.cancelled
            }
            // Known before the job's folder is exchanged: its next start finds them.
            if !keys.isEmpty { try store.remember(keys, for: source.job) }
        }
    }

    /// Products that nobody uses go.
    func prune(now: Timestamp) throws(SystemError) {
        var jobs: [JobID] = []
        for type in JobType.allCases {
            for name in try Folder.names(in: "\(layout.jobsRoot)/\(type.rawValue)") {
                if let name = try? JobName(name) { jobs.append(JobID(type: type, name: name)) }
            }
        }
        try store.prune(jobs, now: now)
    }

    private func sources(_ plan: SitePlan) throws -> [JobBuilder.Source] {
        guard policy.isBuilding, let site = plan.next.tree else { return [] }
        return try plan.steps.compactMap { step in
            guard step.kind != .removal, let name = try? JobName(step.folder.name),
                let tree = try repository.folder(at: "\(layout.jobsPathInSite)/\(step.folder)", of: site)
            else { return nil }
            return try source(JobID(type: step.folder.type, name: name), tree)
        }
    }

    private func source(_ job: JobID, _ tree: TreeID) throws -> JobBuilder.Source {
        let path = "\(layout.jobsPathInSite)/\(job)"
        let folder = GitFolder(repository: repository, tree: tree)
        let description = JobInspector(lookup: lookup).inspect(folder, id: job, path: path, lastGood: nil)
        var environment = tools.environment()
        environment.merge(description.settings.environment) { $1 }
        environment["WEBJOBS_NAME"] = job.name.text
        environment["WEBJOBS_TYPE"] = job.type.rawValue
        let files = try repository.differences(from: nil, to: tree).compactMap { difference in
            difference.new.map { BuildFile(path: difference.path, kind: $0.kind, object: $0.object) }
        }
        return JobBuilder.Source(
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
    }
}

/// What builds need of the host.
package struct BuildTools: Sendable {
    let runner: ToolRunner
    /// The variables that jobs get: the host's own and the site's settings.
    let environment: @Sendable () -> [String: String]

    package init(runner: ToolRunner, environment: @escaping @Sendable () -> [String: String]) {
        self.runner = runner
        self.environment = environment
    }
}
