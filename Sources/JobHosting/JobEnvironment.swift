import JobModel
import ProcessSupervision

/// Puts together the environment of a job's process: the host's own, the app settings, the job's `environment`, and the
/// original's variables, later ones winning.
struct JobEnvironment {
    let layout: HomeLayout
    /// The host's environment at its start, without what concerns the host alone.
    private let inherited: [String: String]

    init(layout: HomeLayout, inherited: [String: String]) {
        self.layout = layout
        self.inherited = inherited.filter { !Self.isPrivate($0.key) }
    }

    /// What differs from one start to the next.
    struct Start {
        let job: JobID
        /// The root of the working copy, or the job folder of a job that runs in place.
        let root: String
        let version: TreeID
        let shutdownFile: String
        var appSettings: [String: String]
        var jobVariables: [String: String]
        var port: Int?
        var run: RunID?
        var request: RunRequest?
    }

    /// `NAME=value` strings in a stable order.
    func variables(_ start: Start) -> [String] {
        var variables = inherited
        variables.merge(start.appSettings) { $1 }
        variables.merge(start.jobVariables) { $1 }
        variables.merge(webJobsVariables(start)) { $1 }
        variables[ProcessTrees.siteVariable] = layout.home
        return variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// The mark by which descendants of this job are found without cgroups; the names are the original's.
    static func mark(_ job: JobID) -> (name: String, value: String) {
        switch job.type {
        case .continuous: ("WEBSITE_ALWAYS_ON_JOB_RUNNING_\(job.name)", "true")
        case .triggered: ("WEBSITE_TRIGGERED_JOB_RUNNING_\(job.name)", "true")
        }
    }

    private func webJobsVariables(_ start: Start) -> [String: String] {
        let mark = Self.mark(start.job)
        var variables = [
            "WEBJOBS_NAME": start.job.name.text,
            "WEBJOBS_TYPE": start.job.type.rawValue,
            "WEBJOBS_PATH": start.root,
            "WEBJOBS_DATA_PATH": layout.data(of: start.job),
            "WEBJOBS_RUN_ID": start.run?.text ?? "",
            "WEBJOBS_SHUTDOWN_FILE": start.shutdownFile,
            "WEBJOBS_VERSION": start.version.hexadecimal,
            "WEBROOT_PATH": layout.webRoot,
            mark.name: mark.value,
        ]
        if let port = start.port {
            variables["WEBJOBS_PORT"] = String(port)
            variables["PORT"] = String(port)
        }
        if let request = start.request { variables.merge(runVariables(request)) { $1 } }
        return variables
    }

    private func runVariables(_ request: RunRequest) -> [String: String] {
        var variables = [
            "WEBJOBS_ATTEMPT": String(request.attempt),
            "WEBJOBS_TRIGGER": request.trigger,
        ]
        variables["WEBJOBS_SCHEDULED_TIME"] = request.scheduledTime?.rfc3339(decimals: 0)
        variables["WEBJOBS_FILE"] = request.file
        variables["WEBJOBS_AFTER_JOB"] = request.predecessor?.job.text
        variables["WEBJOBS_AFTER_RUN"] = request.predecessor?.run.text
        if !request.arguments.isEmpty {
            variables["WEBJOBS_COMMAND_ARGUMENTS"] = ArgumentText.joined(request.arguments)
        }
        return variables
    }

    /// What concerns the host alone and would confuse a job that is a daemon itself.
    private static func isPrivate(_ name: String) -> Bool {
        name.hasPrefix("NYALA_")
            || ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID"].contains(name)
    }
}
