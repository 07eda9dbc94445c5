import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// All logs of a site together stay within `log.budget`; what had to go is told of.
@Suite struct LogBudgetTests {
    private static let words = "was removed: the logs of the site had become larger than log.budget"

    private func run(_ site: TestSite, _ job: String) async throws -> String {
        let done = try await site.nyala("run", job, "--wait", "--json")
        return try #require(try JSONValue.parse(Array(done.output.utf8))["id"]?.string, "\(done.all)")
    }

    /// Bytes of all logs of jobs.
    private func size(_ site: TestSite) async throws -> Int {
        let script = "find data/jobs -name 'output_*' -o -name 'job_*log*' | xargs cat | wc -c"
        let counted = try await Command.run("sh", ["-c", script], in: site.home)
        return try #require(Int(counted.output.split(separator: "\n").joined()))
    }

    @Test func `the oldest outputs go, and who asks for one hears why`() async throws {
        let site = try await TestSite.start(settings: ["log.budget": "300KiB"])
        try site.add("triggered/loud", ["run.sh": "yes 'one more line' | head -n 1500\n"])
        let waiting = "echo first; until [ -e \"\(site.scratch.at("go"))\" ]; do sleep 0.02; done; "
        try site.add("triggered/patient", ["run.sh": "yes 'to be kept' | head -n 1000; \(waiting)\n"])
        let patient = try await site.nyala("run", "patient", "--json")
        let kept = try #require(try JSONValue.parse(Array(patient.output.utf8))["id"]?.string, "\(patient.all)")
        var runs: [String] = []
        for _ in 0..<8 { runs.append(try await run(site, "loud")) }
        let oldest = "/api/v1/jobs/triggered/loud/runs/\(runs[0])"
        try await eventually("the oldest output goes") {
            try site.call("GET", "\(oldest)/output").text.contains(Self.words)
        }
        try await eventually("the logs are within the budget") { try await size(site) <= 300 * 1024 }
        let answer = try site.call("GET", "\(oldest)/output")
        #expect(answer.status == 200 && answer.text.split(separator: "\n").count == 1)
        #expect(answer.text.contains("SYS WARN] the output of this run, ") && answer.text.contains("300 KiB"))
        #expect(try await site.nyala("logs", "loud", "--run", runs[0]).output == answer.text)
        #expect(try site.call("GET", "/ui/jobs/triggered/loud/runs/\(runs[0])").text.contains(Self.words))
        #expect(try JSONValue.parse(site.call("GET", oldest).body)["outcome"]?.string == "Success")
        // The newest is whole, and so is that of a run that goes on, however old.
        let newest = try site.call("GET", "/api/v1/jobs/triggered/loud/runs/\(runs[7])/output").text
        #expect(newest.split(separator: "\n").filter { $0.hasSuffix("one more line") }.count == 1500)
        let output = "/api/v1/jobs/triggered/patient/runs/\(kept)/output"
        #expect(try site.call("GET", output).text.contains("] first\n"))
        try site.scratch.write("go", "")
        #expect(try site.scratch.read("home/LogFiles/nyala.log")?.contains("old logs were removed") == true)
    }

    @Test
    func
        `older files of a log that rolls go, and the log says so; a smaller budget counts at once and after a restart`()
        async throws
    {
        let site = try await TestSite.start(settings: ["log.budget": "1MiB"])
        // Once only: a changed setting starts it again, and the log would roll on over what it says.
        let script = """
            if mkdir "$WEBJOBS_DATA_PATH/once"; then yes 'one more line' | head -n 6000; fi
            echo written
            exec sleep 600

            """
        let log = "{\"log\": {\"max_bytes\": 40000, \"files\": 30}}"
        try site.add("continuous/worker", ["run.sh": script, "settings.job": log])
        try await eventually("all is written") { try site.log("continuous/worker").contains("] written") }
        let before = try await size(site)
        #expect(before > 300_000)
        try #require(try await site.nyala("settings", "set", "log.budget=200KiB").isSuccess)
        try await eventually("older files go") { try await size(site) <= 200 * 1024 }
        try await eventually("the log says so") {
            let text = try site.log("continuous/worker")
            return text.contains("SYS WARN] ") && text.contains("older files of this log, ") && text.contains("removed")
        }
        try await site.end(with: SIGTERM)
        try site.scratch.write("home/site/settings.json", #"{"log.budget": "100KiB"}"#)
        let next = try await site.startAgain()
        try await eventually("they go at the start") { try await size(next) <= 100 * 1024 }
        // It may have just begun a new file.
        try await eventually("the newest is kept") { try !next.log("continuous/worker").isEmpty }
    }

    @Test func `a budget that is none, or cannot be kept, degrades the host and says why`() async throws {
        let site = try await TestSite.start(settings: ["log.budget": "much"])
        let answer = try site.call("GET", "/healthz").text
        #expect(answer.hasPrefix("degraded\n") && answer.contains("log.budget") && answer.contains("\"much\""))
        try #require(try await site.nyala("settings", "set", "log.budget=1KiB").isSuccess)
        try site.add("continuous/worker", ["run.sh": "yes 'one more line' | head -n 2000; exec sleep 600\n"])
        try await eventually("the host is degraded") {
            let text = try site.call("GET", "/healthz").text
            return text.contains("more than log.budget, 1 KiB: the rest is still written to")
        }
        try #require(try await site.nyala("settings", "set", "log.budget=0").isSuccess)
        try await eventually("without a budget all is well") { try site.call("GET", "/healthz").text == "ok\n" }
    }
}
