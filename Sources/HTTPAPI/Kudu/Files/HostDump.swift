import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// Logs and states of a whole home in one archive, for who is asked to look at a problem.
///
/// There are no settings, no data of jobs, and nothing that a run was given to read in it.
struct HostDump: Sendable {
    let services: APIServices

    func response(_ request: Request) async throws -> Response {
        let reports = await services.host.reports()
        let state = JSONValue.object([
            "time": .string(services.clock.wallTime().description),
            "started": .string(services.startTime.description),
            "instance": .string(services.host.instance.text),
            "jobs": .array(reports.map(Self.state)),
        ])
        var sources: [ZipStream.Source] = [.content(name: "state.json", state.serialized())]
        for path in ["LogFiles", "data/jobs", "site/deployments"] {
            guard
                case .place(let place) = try FileReach(layout: services.layout).target(
                    of: FilePath(encoded: "/\(path)/")
                )
            else { continue }
            sources.append(.folder(place, name: path) { Self.isWanted($0, isFolder: $1, in: place.area) })
        }
        let stream = try ZipStream(sources, files: services.files, now: services.clock.wallTime())
        let time = services.clock.wallTime().rfc3339(decimals: 0).filter { $0.isNumber }
        return stream.response(name: "dump-\(time)", blocking: services.blocking)
    }

    private static func state(_ report: JobReport) -> JSONValue {
        .object([
            "type": .string(report.type.rawValue),
            "name": .string(report.name),
            "version": .optional(report.version?.description),
            "status": .optional(report.status?.rawValue),
            "pid": .optional(report.processID),
            "problems": .array(report.problems.map { .string($0.description) }),
            "latest_run": .optional(report.latestRun?.id.text),
            "latest_outcome": .optional(report.latestRun?.outcome.rawValue),
            "next_run": .optional(report.nextRun?.description),
        ])
    }

    /// Of a job its logs and states only: what lies beside them is the job's own.
    static func isWanted(_ path: [[UInt8]], isFolder: Bool, in area: FilePlace.Area) -> Bool {
        let names = path.map { String(decoding: $0, as: UTF8.self) }
        guard area == .data else { return true }
        guard names.count >= 3, let name = names.last else { return isFolder }
        if isFolder { return names[0] == JobType.triggered.rawValue && names.count == 3 && RunID(name) != nil }
        switch names.count {
        case 3:
            let logs = ["job_log.txt", "job_prev_log.txt", "job_scheduler.log"]
            return logs.contains(name) || name.hasPrefix("status_")
        case 4:
            let output = "output_log.txt"
            return name == "status" || name == output || (1...3).contains { name == RolledLogName.older(output, $0) }
        default: return false
        }
    }
}
