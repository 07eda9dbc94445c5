import ArgumentParser
import JobModel

/// `nyala jobs`: all jobs and what is wrong with them.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "jobs", abstract: "List all jobs and their problems.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let value = try options.connect().get("/api/v1/jobs")
        if options.json { return Terminal.write(json: value) }
        let jobs = value.array ?? []
        guard !jobs.isEmpty else {
            print(
                "no jobs yet; make one with: nyala new NAME, or push a site with App_Data/jobs/{continuous,triggered}/NAME"
            )
            return
        }
        let heading = ["JOB", "STATUS", "PID", "SINCE", "NEXT RUN", "LATEST RUN"]
        print(Terminal.table([heading] + jobs.map(row)))
        for job in jobs {
            if let news = Words.restart(job) { print("\(name(job)) \(news)") }
            let waits = (job["waits_for"]?.array ?? []).compactMap(\.string)
            if !waits.isEmpty { print("\(name(job)) waits for \(waits.joined(separator: ", "))") }
            for problem in job["problems"]?.array ?? [] { print("\(problem["text"]?.string ?? "")") }
        }
    }

    private func name(_ job: JSONValue) -> String {
        "\(job["type"]?.string ?? "")/\(job["name"]?.string ?? "")"
    }

    private func row(_ job: JSONValue) -> [String] {
        let run = job["latest_run"]
        return [
            name(job),
            Words.status(job),
            job["pid"]?.integer.map { "\($0)" } ?? "-",
            Words.uptime(job) ?? "-",
            job["next_run"]?.string.map(Words.time) ?? "-",
            run?["outcome"]?.string.map { "\($0)\(Words.reason(run ?? .null))" } ?? "-",
        ]
    }
}
