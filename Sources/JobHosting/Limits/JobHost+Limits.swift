import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

/// What is said of limits that a job asks for.
extension JobHost {
    /// Limits that nothing holds the job to on this machine, or nothing quick enough.
    func limitProblems(_ job: HostedJob) -> [Problem] {
        guard let settings = job.finding?.description?.settings else { return [] }
        let path = settingsPath(job)
        var problems: [Problem] = []
        if let place = settings.limits.cpuPlace, !trees.controllers.contains(.processor) {
            let message =
                "\"limits.cpu\" is not enforced on this machine: that takes the cpu controller of cgroup v2 "
                + "(nyala doctor)"
            problems.append(
                Problem(
                    .warning,
                    code: "no_effect",
                    path: path,
                    line: place.line,
                    column: place.column,
                    message: message
                )
            )
        }
        let isCounted = trees.controllers.contains(.processes) || (settings.user != nil && user(for: settings) != nil)
        if settings.limits.processes != nil, !isCounted {
            let message =
                "\"limits.processes\" is looked after by the host alone, and a fork bomb is faster: give the job a "
                + "\"user\" of its own (nyala doctor)"
            problems.append(Problem(.warning, code: "weak_limit", path: path, message: message))
        }
        return problems
    }

    /// The settings file of a job, as problems call it.
    func settingsPath(_ job: HostedJob) -> String {
        let folder = layout.shownFolder(job.folder)
        let inner = job.finding?.description?.scriptFolder ?? ""
        return inner.isEmpty ? "\(folder)/settings.job" : "\(folder)/\(inner)/settings.job"
    }
}
