/// Where everything lies in a home folder; the shape is the original's, so its tools and eyes find their way.
package struct HomeLayout: Sendable, Hashable {
    package let home: String
    /// The folder with `continuous` and `triggered` in it.
    package let jobsRoot: String

    /// `jobsRootSetting` is `WEBJOBS_ROOT_PATH`: an absolute path, or one relative to `site/wwwroot`; slashes at its
    /// end do not count.
    package init(home: String, jobsRootSetting: String? = nil) {
        self.home = home
        let webRoot = "\(home)/site/wwwroot"
        let setting = Self.trimmed(jobsRootSetting ?? "")
        if setting.isEmpty {
            jobsRoot = "\(webRoot)/\(Self.defaultJobsPath)"
        } else {
            jobsRoot = setting.hasPrefix("/") ? setting : "\(webRoot)/\(setting)"
        }
    }

    /// Where a site keeps its jobs, relative to its root.
    package static let defaultJobsPath = "App_Data/jobs"

    package var site: String { "\(home)/site" }
    package var webRoot: String { "\(home)/site/wwwroot" }
    package var repository: String { "\(home)/site/repository" }
    package var deployments: String { "\(home)/site/deployments" }
    package var appSettings: String { "\(home)/site/settings.json" }
    /// What clients of Kudu keep about the diagnostics of the site.
    package var diagnosticsSettings: String { "\(home)/site/diagnostics/settings.json" }
    package var accounts: String { "\(home)/site/accounts.json" }
    package var tokens: String { "\(home)/site/tokens.json" }
    package var secrets: String { "\(home)/site/secrets.json" }
    package var secretsKey: String { "\(home)/site/secrets.key" }
    package var deployKey: String { "\(home)/site/deploy.key" }
    package var tokenUses: String { "\(home)/data/token-uses.json" }
    package var hooks: String { "\(home)/site/hooks.json" }
    package var notifications: String { "\(home)/data/notifications" }
    /// How far the logs have gone to each sink.
    package var logSinks: String { "\(home)/data/log-sinks" }
    package var data: String { "\(home)/data" }
    /// What was built for jobs.
    package var builds: String { "\(home)/data/builds" }
    package var logFiles: String { "\(home)/LogFiles" }
    package var auditLog: String { "\(home)/LogFiles/audit.log" }
    package var workingCopies: String { "\(home)/tmp/jobs" }
    package var shutdownFiles: String { "\(home)/tmp/shutdown" }
    package var privateFolders: String { "\(home)/tmp/private" }
    /// Where jobs in sandboxes say how they are.
    package var notifySockets: String { "\(home)/tmp/notify" }
    package var uploads: String { "\(home)/tmp/uploads" }
    package var runtimeFolder: String { "\(home)/run" }
    package var socket: String { "\(home)/run/nyala.sock" }
    package var lock: String { "\(home)/run/nyala.lock" }
    /// Of the host below a keeper, which holds the other one.
    package var hostLock: String { "\(home)/run/nyala.lock.host" }
    /// There while a keeper waits for the command of the next host.
    package var nextHost: String { "\(home)/run/next-host" }
    /// The lock of whoever writes that command.
    package var startLock: String { "\(home)/run/nyala.lock.start" }
    package var instanceFile: String { "\(home)/data/instance" }
    package var schedules: String { "\(home)/data/schedules.json" }

    /// Where the jobs lie in a site's tree, wherever they lie on disk.
    package var jobsPathInSite: String {
        let prefix = "\(webRoot)/"
        return jobsRoot.hasPrefix(prefix) ? String(jobsRoot.dropFirst(prefix.count)) : Self.defaultJobsPath
    }
    package func folder(of job: JobID) -> String { "\(jobsRoot)/\(job)" }
    package func data(of job: JobID) -> String { "\(home)/data/jobs/\(job)" }
    package func workingCopies(of job: JobID) -> String { "\(workingCopies)/\(job)" }
    package func log(of job: JobID) -> String {
        "\(data(of: job))/\(job.type == .continuous ? "job_log.txt" : "job_scheduler.log")"
    }
    package func run(_ run: RunID, of name: JobName) -> String { "\(home)/data/jobs/triggered/\(name)/\(run)" }

    private static func trimmed(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }
}
