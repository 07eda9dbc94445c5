import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// One bad job on one site, from its start until nothing of it is left.
struct TortureCase {
    /// Between asking a job to stop and killing it, in all cases.
    private static let grace = 1

    let job: TortureJob
    let site: TestSite
    /// What the job's `$T` is.
    let token: String

    private var path: String { "triggered/\(job.name)" }

    func add() throws {
        let flood = getenv("NYALA_TEST_FLOOD").map { String(cString: $0) } ?? "8000000"
        var settings = job.settings + ["\"stopping_wait_time\": \(Self.grace)"]
        if !settings.contains(where: { $0.hasPrefix("\"environment\"") }) {
            settings.append("\"environment\": {\"T\": \"\(token)\", \"FLOOD\": \"\(flood)\"}")
        }
        let files = ["run.sh": "\(job.script)\n", "settings.job": "{\(settings.joined(separator: ", "))}"]
        try site.add(path, files)
    }

    func run() async throws {
        var found = JSONValue.null
        let answer = try site.call("POST", "/api/v1/jobs/\(path)/runs")
        if let id = (try? JSONValue.parse(answer.body))?["id"]?.string {
            if job.ending == .cancelled {
                try await eventually("\(job.name) is ready") { try output(id).contains("] ready") }
                #expect(try site.call("POST", "/api/v1/jobs/\(path)/runs/\(id)/cancel").status == 202, "\(job.name)")
            }
            try await eventually("\(job.name) has ended") {
                // A record that its own job has spoiled is put right with its end.
                guard try await site.job(path)?["active_runs"]?.integer == 0 else { return false }
                found = try JSONValue.parse(site.call("GET", "/api/v1/jobs/\(path)/runs/\(id)").body)
                return found["ended"]?.string != nil
            }
        } else {
            // A start that failed is on record as well.
            found = try await site.job(path)?["latest_run"] ?? .null
        }
        try check(found)
    }

    private func check(_ run: JSONValue) throws {
        let end = "\(run["outcome"]?.string ?? "") \(run["cause"]?.string ?? "")"
        #expect(job.ends.contains(end), "\(job.name): \(end), \(run["detail"]?.string ?? "")")
        let id = run["id"]?.string ?? ""
        let detail = run["detail"]?.string ?? ""
        #expect(job.detail.isEmpty || detail.contains(job.detail), "\(job.name): \(detail)")
        let text = try output(id)
        for line in job.output { #expect(text.contains(line), "\(job.name) has no \(line)") }
        if run["outcome"]?.string == "Failed" { #expect(text.contains("SYS ERR ]"), "\(job.name) is not explained") }
        #expect(living().isEmpty, "\(job.name) has left \(living())")
    }

    /// The end of it, where that decides.
    private func output(_ id: String) throws -> String {
        let path = "\(site.home)/data/jobs/\(path)/\(id)/output_log.txt"
        // Not there yet, or removed by the job.
        guard let file = try? Descriptor.open(path), let size = try? file.size() else { return "" }
        lseek(file.number, off_t(max(0, size - 100_000)), SEEK_SET)
        return String(decoding: try SharedDescriptor(file).readBlocking(atMost: 100_000) ?? [], as: UTF8.self)
    }

    /// Processes that are this case's, by what they carry.
    func living() -> [String] {
        ProcessTable().entries.values.filter { !$0.isZombie }.compactMap { entry in
            // Gone meanwhile.
            let words = ((try? FileContents.read("/proc/\(entry.processID)/cmdline")) ?? nil) ?? []
            let environment = ((try? FileContents.read("/proc/\(entry.processID)/environ")) ?? nil) ?? []
            let all = words.split(separator: 0) + environment.split(separator: 0)
            let texts = all.map { String(decoding: $0, as: UTF8.self) }
            guard texts.contains(where: { $0 == token || $0 == "T=\(token)" }) else { return nil }
            return "\(entry.processID) \(texts.first ?? "")"
        }
    }
}
