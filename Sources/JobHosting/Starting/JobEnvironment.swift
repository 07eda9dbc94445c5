import JobBuilding
import JobModel
import ProcessSupervision

/// Puts together the environment of a job's process: the host's own, the app settings, the job's `environment`, and the
/// original's variables, later ones winning.
struct JobEnvironment: Sendable {
    let layout: HomeLayout
    /// The host's environment at its start, without what concerns the host alone.
    private let inherited: [String: String]

    init(layout: HomeLayout, inherited: [String: String]) {
        self.layout = layout
        self.inherited = inherited.filter { !Self.isPrivate($0.key) }
    }

    /// What all starts of one version of a job have in common, under the same settings of the site.
    struct Common {
        let job: JobID
        /// The root of the working copy, or the job folder of a job that runs in place.
        let root: String
        let version: TreeID
        /// Of ``AppSettings``.
        let settingsRevision: Int
        /// `NAME=value`, by name.
        fileprivate let lines: [String]

        /// Whether it is still what a start needs.
        func holds(_ version: TreeID, _ root: String, settingsRevision: Int) -> Bool {
            self.version == version && self.root == root && self.settingsRevision == settingsRevision
        }
    }

    /// What differs from one start to the next.
    struct Start {
        let shutdownFile: String
        var port: Int?
        /// Secrets and what separates it, which win over what the job or the site says.
        var secrets: [(name: String, value: String)] = []
        /// Variables of this start alone.
        var additions: [(name: String, value: String)] = []
        var run: RunID?
        var request: RunRequest?
    }

    func common(
        _ job: JobID,
        root: String,
        version: TreeID,
        settingsRevision: Int,
        appSettings: [String: String],
        jobVariables: [String: String],
        built: BuiltJob? = nil
    ) -> Common {
        var variables = variables(appSettings: appSettings)
        variables.merge(jobVariables) { $1 }
        if let built { variables = built.environment(variables, root: root) }
        variables.merge(webJobsVariables(job, root, version)) { $1 }
        variables[ProcessTrees.siteVariable] = layout.home
        for name in Self.namesOfStart { variables[name] = nil }
        // A continuous job is given its port; of any other job it is what the user says.
        if job.type == .continuous { variables["PORT"] = nil }
        return Common(
            job: job,
            root: root,
            version: version,
            settingsRevision: settingsRevision,
            lines: variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        )
    }

    /// What all jobs of the site have in common.
    ///
    /// How the site is deployed and who is told of what, secrets among it, is none of theirs.
    func variables(appSettings: [String: String]) -> [String: String] {
        inherited.merging(appSettings.filter { !Self.isOfHost($0.key) }) { $1 }
    }

    /// `NAME=value` strings in a stable order.
    func variables(_ common: Common, _ start: Start) -> [String] {
        var lines = common.lines
        if !start.secrets.isEmpty {
            let names = Set(start.secrets.map(\.name))
            lines.removeAll { line in names.contains(String(line.prefix { $0 != "=" })) }
            lines += start.secrets.map { "\($0.name)=\($0.value)" }
        }
        lines.append("WEBJOBS_RUN_ID=\(start.run?.text ?? "")")
        lines.append("WEBJOBS_SHUTDOWN_FILE=\(start.shutdownFile)")
        if let port = start.port { lines += ["WEBJOBS_PORT=\(port)", "PORT=\(port)"] }
        lines += start.additions.map { "\($0.name)=\($0.value)" }
        guard let request = start.request else { return lines }
        lines.append("WEBJOBS_ATTEMPT=\(request.attempt)")
        lines.append("WEBJOBS_TRIGGER=\(request.trigger)")
        if let time = request.scheduledTime { lines.append("WEBJOBS_SCHEDULED_TIME=\(time.rfc3339(decimals: 0))") }
        if let file = request.file { lines.append("WEBJOBS_FILE=\(file)") }
        if let predecessor = request.predecessor {
            lines += ["WEBJOBS_AFTER_JOB=\(predecessor.job)", "WEBJOBS_AFTER_RUN=\(predecessor.run)"]
        }
        if !request.arguments.isEmpty {
            lines.append("WEBJOBS_COMMAND_ARGUMENTS=\(ArgumentText.joined(request.arguments))")
        }
        return lines
    }

    /// The mark by which descendants of this job are found without cgroups; the names are the original's.
    static func mark(_ job: JobID) -> (name: String, value: String) {
        switch job.type {
        case .continuous: ("WEBSITE_ALWAYS_ON_JOB_RUNNING_\(job.name)", "true")
        case .triggered: ("WEBSITE_TRIGGERED_JOB_RUNNING_\(job.name)", "true")
        }
    }

    /// Names that a start gives a value or leaves out, whatever the host's own environment says.
    private static let namesOfStart = [
        "WEBJOBS_RUN_ID", "WEBJOBS_SHUTDOWN_FILE", "WEBJOBS_PORT", "WEBJOBS_ATTEMPT", "WEBJOBS_TRIGGER",
        "WEBJOBS_SCHEDULED_TIME", "WEBJOBS_FILE", "WEBJOBS_AFTER_JOB", "WEBJOBS_AFTER_RUN", "WEBJOBS_COMMAND_ARGUMENTS",
        "WEBJOBS_INSTANCE_INDEX", "WEBJOBS_INSTANCE_COUNT", "NOTIFY_SOCKET", "WATCHDOG_USEC",
    ]

    private func webJobsVariables(_ job: JobID, _ root: String, _ version: TreeID) -> [String: String] {
        let mark = Self.mark(job)
        return [
            "WEBJOBS_NAME": job.name.text,
            "WEBJOBS_TYPE": job.type.rawValue,
            "WEBJOBS_PATH": root,
            "WEBJOBS_DATA_PATH": layout.data(of: job),
            "WEBJOBS_VERSION": version.hexadecimal,
            "WEBROOT_PATH": layout.webRoot,
            mark.name: mark.value,
        ]
    }

    /// Settings that steer deployments and the HTTP side.
    private static func isOfHost(_ name: String) -> Bool {
        ["deploy.", "http.", "log.", "notify."].contains(where: name.hasPrefix)
    }

    /// What concerns the host alone and would confuse a job that is a daemon itself.
    private static func isPrivate(_ name: String) -> Bool {
        name.hasPrefix("NYALA_")
            || ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "CREDENTIALS_DIRECTORY"]
                .contains(name)
    }
}
