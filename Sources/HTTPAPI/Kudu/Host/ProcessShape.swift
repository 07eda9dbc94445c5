import Glibc
import JobModel
import LinuxSystem

/// A process in the original's JSON shape.
struct ProcessShape {
    /// Variables whose values are shown; any other may hold a secret.
    private static let shownVariables = ["WEBJOBS_", "WEBSITE_", "NYALA_", "WEBROOT_PATH", "PATH", "LANG", "LC_", "TZ"]
    private static let hiddenValue = "(hidden)"

    let base: String
    let status: ProcessStatus
    let job: JobID?

    init(base: String, _ status: ProcessStatus, _ job: JobID?) {
        self.base = base
        self.status = status
        self.job = job
    }

    var short: JSONObject {
        [
            "id": .integer(Int(status.processID)),
            "name": .string(status.name),
            "machineName": .string(MachineName.text),
            "href": .string(href(status.processID)),
            "user_name": .string(Self.userName(status.user)),
        ]
    }

    func full(children: [Int32], isParentShown: Bool) -> JSONObject {
        var object = short
        let isHost = status.processID == getpid()
        object["parent"] = isParentShown ? .string(href(status.parent)) : .null
        object["children"] = .array(children.map { .string(href($0)) })
        object["file_name"] = .string(status.arguments.first ?? status.name)
        object["command_line"] = .string(status.arguments.joined(separator: " "))
        object["thread_count"] = .integer(status.threads)
        object["start_time"] = .string(status.start.description)
        object["total_cpu_time"] = .string(ClockSpan.text(status.userTime + status.systemTime))
        object["user_cpu_time"] = .string(ClockSpan.text(status.userTime))
        object["privileged_cpu_time"] = .string(ClockSpan.text(status.systemTime))
        object["working_set"] = .integer(status.residentSize)
        object["peak_working_set"] = .integer(status.peakResidentSize)
        object["is_scm_site"] = .bool(isHost)
        object["is_webjob"] = .bool(job != nil)
        object["description"] = .optional(
            job.map { "WebJob: \($0.name), Type: \($0.type.rawValue)" } ?? (isHost ? "Nyala" : nil)
        )
        object["environment_variables"] = .object(environment)
        return object
    }

    private var environment: JSONObject {
        var object = JSONObject()
        for line in status.environment {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, parts.count == 2 else { continue }
            let isShown = Self.shownVariables.contains { name.hasPrefix($0) }
            object[String(name)] = .string(isShown ? String(parts[1]) : Self.hiddenValue)
        }
        return object
    }

    private func href(_ process: Int32) -> String { "\(base)/api/processes/\(process)" }

    /// Its number, where the user has no name.
    private static func userName(_ user: Int) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(uid_t(user), &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else { return "\(user)" }
        return String(cString: name)
    }
}
