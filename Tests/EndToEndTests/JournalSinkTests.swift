import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Logs of jobs go to systemd's journal as well, where the site says so.
@Suite struct JournalSinkTests {
    private func site(_ journal: RealJournal) async throws -> TestSite {
        try await TestSite.start(settings: ["log.journald": "true", "log.journald.socket": journal.socket])
    }

    private func texts(_ entries: [JSONValue], _ job: String, _ stream: String = "stdout") -> [String] {
        entries.filter { $0["NYALA_JOB"]?.string == job && $0["NYALA_STREAM"]?.string == stream }
            .compactMap { $0["MESSAGE"]?.string }
    }

    @Test func `lines come with their fields, and secrets stay masked`() async throws {
        let journal = try await RealJournal.start()
        let site = try await site(journal)
        let set = ["secrets", "set", "KEY", "--home", site.home]
        #expect(try await Program.run(set, input: "open-sesame").isSuccess)
        try site.add(
            "triggered/report",
            [
                "run.sh": "echo \"key $KEY\"; echo bad >&2; head -c 700000 /dev/zero | tr '\\0' x; echo; printf last\n",
                "settings.job": #"{"secrets": ["KEY"]}"#,
            ]
        )
        try site.add("continuous/worker", ["run.sh": JobScripts.steady("well")])
        #expect(try await site.nyala("run", "report", "--wait").isSuccess)
        var entries: [JSONValue] = []
        try await eventually("all lines are there") {
            entries = try await journal.entries()
            return texts(entries, "report").last == "last" && !texts(entries, "worker").isEmpty
        }
        let output = texts(entries, "report")
        try #require(output.count == 3)
        #expect(output[0].hasPrefix("key ") && !output[0].contains("sesame"), "\(output[0])")
        #expect(output[1].utf8.count == 700_000)
        #expect(texts(entries, "report", "stderr") == ["bad"])
        #expect(texts(entries, "report", "host").contains("Status changed to Success"))
        #expect(texts(entries, "worker") == ["started well"])
        let bad = try #require(entries.first { $0["MESSAGE"]?.string == "bad" })
        #expect(bad["PRIORITY"]?.string == "3" && bad["NYALA_JOB_TYPE"]?.string == "triggered")
        #expect(RunID(bad["NYALA_RUN"]?.string ?? "") != nil && bad["NYALA_INSTANCE"]?.string?.count == 6)
        #expect(entries.first { $0["NYALA_JOB"]?.string == "worker" }?["NYALA_RUN"] == nil)
        let metrics = try site.call("GET", "/metrics").text
        #expect(metrics.contains(#"nyala_log_sink_failing{sink="journald"} 0"#))
    }

    @Test func `what was there before is not sent`() async throws {
        let journal = try await RealJournal.start()
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo \"before $1\"\n"])
        #expect(try await site.nyala("run", "report", "--wait").isSuccess)
        try await site.end(with: SIGTERM)
        try site.scratch.write(
            "home/site/settings.json",
            #"{"log.journald": "true", "log.journald.socket": "\#(journal.socket)"}"#
        )
        let next = try await site.startAgain()
        #expect(try await next.nyala("run", "report", "--wait", "--", "and after").isSuccess)
        try await eventually("the run is there") {
            try await texts(journal.entries(), "report") == ["before and after"]
        }
    }

    @Test func `killed hosts lose no line, and the lines stay in order`() async throws {
        let journal = try await RealJournal.start()
        let site = try await site(journal)
        let count = 2000
        let script = "for i in $(seq \(count)); do echo \"line $i\"; sleep 0.002; done\n"
        try site.add("triggered/counting", ["run.sh": script])
        // Its log rolls all the while.
        let settings = #"{"log": {"max_bytes": 8192, "files": 100}}"#
        try site.add("continuous/counting", ["run.sh": script + "exec sleep 600\n", "settings.job": settings])
        let begun = try await site.nyala("run", "triggered/counting")
        try #require(begun.isSuccess, "\(begun.all)")
        for kills in 1...4 {
            let before = site.servingProcess
            try await eventually("lines of both have come") {
                let found = try await journal.entries()
                return Set(found.compactMap { $0["MESSAGE"]?.string }).count > 100 * kills
            }
            try #require(kill(before, SIGKILL) == 0)
            try await eventually("the next host is there") { ![.max, before].contains(site.servingProcess) }
        }
        let wanted = (1...count).map { "line \($0)" }
        for type in ["triggered", "continuous"] {
            func lines() async throws -> [String] {
                var seen: Set<String> = []
                let entries = try await journal.entries().filter { $0["NYALA_JOB_TYPE"]?.string == type }
                // Some come twice: what was sent when the host was killed, and not yet on record.
                return texts(entries, "counting").filter { seen.insert($0).inserted }
            }
            try await eventually("the last line of the \(type) job has come") {
                try await lines().last == wanted.last
            }
            #expect(try await lines() == wanted)
        }
    }

    @Test func `what is said last is sent before the host ends`() async throws {
        let journal = try await RealJournal.start()
        let site = try await site(journal)
        let script = "trap 'echo goodbye; exit' TERM; echo hello; while true; do sleep 0.05; done\n"
        try site.add("continuous/polite", ["run.sh": script])
        try await eventually("it runs") { try site.log("continuous/polite").contains("hello") }
        try await site.end(with: SIGTERM)
        let entries = try await journal.entries()
        #expect(texts(entries, "polite") == ["hello", "goodbye"])
        #expect(texts(entries, "polite", "host").last == "Status changed to Stopped")
    }

    @Test func `a journal that is away gets all of it when it comes back, and the host says that it is`() async throws {
        var journal = try await RealJournal.start()
        let site = try await site(journal)
        try site.add("triggered/report", ["run.sh": "echo \"report $1\"\n"])
        #expect(try await site.nyala("run", "report", "--wait", "--", "1").isSuccess)
        try await eventually("the first has come") { try await texts(journal.entries(), "report") == ["report 1"] }
        let scratch = try journal.end()
        for number in 2...4 {
            #expect(try await site.nyala("run", "report", "--wait", "--", "\(number)").isSuccess)
        }
        try await eventually("it is told") {
            try site.scratch.read("home/LogFiles/nyala.log")?.contains("logs cannot be sent") == true
        }
        #expect(try site.call("GET", "/metrics").text.contains(#"nyala_log_sink_failing{sink="journald"} 1"#))
        #expect(try site.call("GET", "/healthz").status == 200)
        let doctor = try await site.nyala("doctor")
        #expect(doctor.output.contains("log_journald") && doctor.code == 1, "\(doctor.all)")
        journal = try await RealJournal.start(scratch)
        try await eventually("all have come") {
            try await texts(journal.entries(), "report") == (1...4).map { "report \($0)" }
        }
        try await eventually("that is told as well") {
            try site.scratch.read("home/LogFiles/nyala.log")?.contains("logs are sent again") == true
        }
    }
}
