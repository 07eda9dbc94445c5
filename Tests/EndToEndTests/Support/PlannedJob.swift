import JobModel
import LinuxSystem
import TestKit
import Testing

/// A triggered job with a schedule, whose log says for when each run was planned.
struct PlannedJob {
    let name: String
    let schedule: String
    var zone = "UTC"
    var missedRuns = "latest"
    var missedWindow = "10m"

    fileprivate var files: [String: String] {
        let settings: JSONObject = [
            "schedule": .string(schedule),
            "time_zone": .string(zone),
            "missed_runs": .string(missedRuns),
            "missed_window": .string(missedWindow),
            "history": .object(["runs": .integer(1000)]),
        ]
        return [
            "run.sh": "echo \"planned for $WEBJOBS_SCHEDULED_TIME\"\n",
            "settings.job": String(decoding: JSONValue.object(settings).serialized(), as: UTF8.self),
        ]
    }
}

extension TestSite {
    /// Puts jobs in place; returns when all are planned, and the home says since when.
    func plan(_ jobs: [PlannedJob]) async throws {
        for job in jobs { try add("triggered/\(job.name)", job.files) }
        try await eventually("all are planned") {
            let memory = try scratch.read("home/data/schedules.json") ?? ""
            return jobs.allSatisfy { memory.contains("\"\($0.name)\"") }
        }
    }

    /// Waits until a new host has planned jobs that are there already.
    func waitForPlan(of jobs: [String]) async throws {
        for job in jobs {
            try await eventually("\(job) is planned") { try await nextRun(job) != nil }
        }
    }

    /// The next run of a job in the list of all that will run.
    func nextRun(_ job: String) async throws -> String? {
        let text = try await nyala("schedule", "--json", "--hours", "48").output
        let rows = try JSONValue.parse(Array(text.utf8)).array ?? []
        return rows.first { $0["job"]?.string == job }?["time"]?.string
    }

    /// The names of a job's run folders, oldest first.
    func runFolders(of job: String) throws -> [String] {
        try Folder.names(in: scratch.at("home/data/jobs/triggered/\(job)")).filter { RunID($0) != nil }
    }

    /// What a run has written.
    func output(_ entry: HistoryEntry, of job: String) throws -> String {
        try scratch.read("home/data/jobs/triggered/\(job)/\(entry.id)/output_log.txt") ?? ""
    }
}
