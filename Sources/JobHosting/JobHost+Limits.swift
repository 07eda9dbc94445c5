import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

/// What is said of limits that a job asks for.
extension JobHost {
    /// A limit that nothing holds the job to on this machine.
    func limitProblems(_ job: HostedJob) -> [Problem] {
        guard let settings = job.finding?.description?.settings, let place = settings.limits.cpuPlace,
            !trees.controllers.contains(.processor)
        else { return [] }
        let message =
            "\"limits.cpu\" is not enforced on this machine: that takes the cpu controller of cgroup v2 (nyala doctor)"
        let path = settingsPath(job)
        return [
            Problem(.warning, code: "no_effect", path: path, line: place.line, column: place.column, message: message)
        ]
    }

    /// The settings file of a job, as problems call it.
    func settingsPath(_ job: HostedJob) -> String {
        let folder = layout.shownFolder(job.folder)
        let inner = job.finding?.description?.scriptFolder ?? ""
        return inner.isEmpty ? "\(folder)/settings.job" : "\(folder)/\(inner)/settings.job"
    }
}
