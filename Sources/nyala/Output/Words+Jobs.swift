import JobModel

/// How continuous jobs stand, for people.
extension Words {
    /// `Running`, and of a job with several processes `Running 2/3`.
    static func status(_ job: JSONValue) -> String {
        let status = job["status"]?.string ?? ""
        guard let instances = job["instances"]?.integer, instances > 1 else { return status }
        return "\(status) \(job["instances_up"]?.integer ?? 0)/\(instances)"
    }

    /// Why a job is down and when it is tried again, for a sentence that begins with its name; `nil` when it is not.
    static func restart(_ job: JSONValue) -> String? {
        guard let restart = job["restart_at"]?.string else { return nil }
        let failure = job["last_failure"]?.string ?? "ended"
        let failures = job["failures"]?.integer ?? 0
        let loop =
            failures > 1
            ? "\(job["crash_looping"]?.bool == true ? "crash-looping" : "failed again"), attempt \(failures + 1), " : ""
        return "\(failure); \(loop)next try at \(time(restart))"
    }

    /// Under whose debugger a process is: `under debugpy since …, by ada`; `nil` where it is under none.
    static func debugging(_ process: JSONValue, of job: JSONValue) -> String? {
        guard let debugging = process["debugging"], let debugger = debugging["debugger"]?.string else { return nil }
        let instance = job["instances"]?.integer ?? 0 > 1 ? "instance \(process["index"]?.integer ?? 0) " : ""
        let since = debugging["since"]?.string.map(time) ?? ""
        return "\(instance)under \(debugger) since \(since), by \(debugging["by"]?.string ?? "")"
    }

    /// One process of a job that has several.
    static func process(_ process: JSONValue) -> String {
        var words = ["#\(process["index"]?.integer ?? 0)", process["status"]?.string ?? ""]
        if let pid = process["pid"]?.integer { words.append("pid \(pid)") }
        if let port = process["port"]?.integer { words.append("port \(port)") }
        if let uptime = uptime(process) { words.append("up \(uptime)") }
        if let usage = usage(process) { words.append(usage) }
        if let failure = process["last_failure"]?.string { words.append(failure) }
        return words.joined(separator: "  ")
    }
}
