import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Logs of jobs go to a collector that speaks OpenTelemetry's protocol as well, where the site says so.
@Suite struct CollectorSinkTests {
    private func site(_ url: String, _ settings: [String: String] = [:]) async throws -> TestSite {
        try await TestSite.start(settings: settings.merging(["log.otlp.endpoint": url]) { $1 })
    }

    private func bodies(_ collector: LogCollector, _ stream: String = "stdout") throws -> [String] {
        try collector.records().filter { $0.attributes["nyala.stream"] == stream }.map(\.body)
    }

    /// Bytes of logs that the host has no answer about.
    private func unread(_ site: TestSite) throws -> Int {
        let line = try site.call("GET", "/metrics").text.split(separator: "\n")
            .first { $0.hasPrefix(#"nyala_log_sink_unread_bytes{sink="otlp"}"#) }
        return try #require(line?.split(separator: " ").last.flatMap { Int($0) })
    }

    private func hostLog(_ site: TestSite) throws -> String {
        try site.scratch.read("home/LogFiles/nyala.log") ?? ""
    }

    @Test func `records are what the protocol asks for`() async throws {
        let collector = try await LogCollector.start()
        let site = try await site("\(collector.url)/", ["log.otlp.headers": "X-Key=open-sesame"])
        try site.add("triggered/report", ["run.sh": "echo 'out \"x\" \u{E9}'; printf '\\xff\\x01\\n'; echo bad >&2\n"])
        #expect(try await site.nyala("run", "report", "--wait").isSuccess)
        try await eventually("all have come") {
            try bodies(collector, "host").contains("Status changed to Success")
        }
        let records = try collector.records()
        #expect(try bodies(collector) == ["out \"x\" \u{E9}", "\u{FFFD}\u{1}"])
        let bad = try #require(records.first { $0.body == "bad" })
        #expect(bad.severity == "ERROR 17")
        #expect(bad.attributes["nyala.job"] == "report" && bad.attributes["nyala.job.type"] == "triggered")
        #expect(RunID(bad.attributes["nyala.run"] ?? "") != nil)
        #expect(bad.resource["service.name"] == "nyala" && bad.resource["host.name"] == MachineName.text)
        let age = SystemClock().wallTime() - Timestamp(nanoseconds: Int64(bad.time))
        #expect(age > .zero && age < .seconds(60))
        #expect(try collector.lastHeaders()?["x-key"]?.string == "open-sesame")
        #expect(try collector.faults().isEmpty)
    }

    @Test func `a collector that is busy is asked again, and one that was away gets all`() async throws {
        let collector = try await LogCollector.start()
        try collector.answers(503, "Retry-After: 1")
        let site = try await site(collector.url)
        try site.add("triggered/report", ["run.sh": "for i in 1 2 3; do echo \"$1 $i\"; done\n"])
        #expect(try await site.nyala("run", "report", "--wait", "--", "a").isSuccess)
        try await eventually("it was asked again") { try collector.requests() >= 2 }
        #expect(try bodies(collector).isEmpty)
        try collector.takesAll()
        // What the collector wrote down is taken once the host has its answer too.
        try await eventually("it has all") {
            try bodies(collector) == ["a 1", "a 2", "a 3"]
                && bodies(collector, "host").contains("Status changed to Success") && unread(site) == 0
        }
        try collector.end()
        for letter in ["b", "c"] {
            #expect(try await site.nyala("run", "report", "--wait", "--", letter).isSuccess)
        }
        try await eventually("it is told") { try hostLog(site).contains("nobody answers there") }
        #expect(try site.call("GET", "/healthz").status == 200)
        let next = try await LogCollector.start(port: collector.port)
        try await eventually("the next has all") {
            try bodies(next) == ["b", "c"].flatMap { letter in (1...3).map { "\(letter) \($0)" } }
        }
        #expect(try next.faults().isEmpty && collector.faults().isEmpty)
    }

    @Test(arguments: [
        (400, "", "it answers 400"),
        (200, #"{"partialSuccess": {"rejectedLogRecords": "2", "errorMessage": "too old"}}"#, "too old"),
    ])
    func `what is refused is counted, and told to all who may miss it`(
        status: Int,
        body: String,
        reason: String
    ) async throws {
        let collector = try await LogCollector.start()
        try collector.answers(status, "", body)
        let site = try await site(collector.url)
        try site.add("triggered/report", ["run.sh": "echo \"$1\"\n"])
        #expect(try await site.nyala("run", "report", "--wait", "--", "a").isSuccess)
        try await eventually("it is told in the host's log") {
            try hostLog(site).contains("lines were refused and are not sent again") && hostLog(site).contains(reason)
        }
        let metrics = try site.call("GET", "/metrics").text
        let line = metrics.split(separator: "\n").first { $0.contains(#"lines_total{sink="otlp",result="refused"}"#) }
        #expect(line?.hasSuffix(" 0") == false, "\(line ?? "none")")
        try collector.takesAll()
        #expect(try await site.nyala("run", "report", "--wait", "--", "b").isSuccess)
        try await eventually("it is told to the collector") {
            try collector.records().contains { $0.body.contains("lines are missing here") && $0.body.contains(reason) }
        }
        try await eventually("later lines come") { try bodies(collector).last == "b" }
        if status == 400 { #expect(try bodies(collector) == ["b"]) }
    }

    @Test func `logs that roll meanwhile are sent to the end, and what was removed is counted`() async throws {
        let collector = try await LogCollector.start()
        try collector.answers(503)
        let site = try await site(collector.url)
        let script = "for i in $(seq 400); do echo \"line $i 0123456789012345678901234567890123456789\"; done\n"
        // All of one stays in its files; of the other most is removed.
        for (name, files) in [("whole", 100), ("short", 2)] {
            let settings = #"{"log": {"max_bytes": 4096, "files": \#(files)}}"#
            try site.add("continuous/\(name)", ["run.sh": script + "exec sleep 600\n", "settings.job": settings])
        }
        try await eventually("all is written") {
            try ["whole", "short"].allSatisfy { try site.log("continuous/\($0)").contains("line 400 ") }
        }
        try collector.takesAll()
        func lines(_ job: String) throws -> [String] {
            try collector.records().filter {
                $0.attributes["nyala.job"] == job && $0.attributes["nyala.stream"] == "stdout"
            }
            .map { $0.body.split(separator: " ").prefix(2).joined(separator: " ") }
        }
        let wanted = (1...400).map { "line \($0)" }
        try await eventually("all of one has come") { try lines("whole").last == wanted.last }
        try await eventually("the end of the other has come") { try lines("short").last == wanted.last }
        #expect(try lines("whole") == wanted)
        let short = try lines("short")
        #expect(short.count < 300 && short == wanted.suffix(short.count))
        let notice = try collector.records().first { $0.body.contains("bytes of this log are missing here") }
        let lost = notice?.body.split(separator: " ").first.flatMap { Int($0) } ?? 0
        #expect(lost > 10_000 && lost < 50_000 && notice?.attributes["nyala.job"] == "short")
        #expect(
            try site.call("GET", "/metrics").text.contains("nyala_log_sink_lost_bytes_total{sink=\"otlp\"} \(lost)\n")
        )
        #expect(try hostLog(site).contains("lines of a log were removed before they could be sent"))
    }

    /// KiB that a host may grow by while a sink is away, whatever is written; most of it are its buffers for output.
    private static let allowance = 16 * 1024

    @Test func `what waits for a collector is not held in memory`() async throws {
        let collector = try await LogCollector.start()
        try collector.answers(503)
        let site = try await site(collector.url)
        try site.add("continuous/small", ["run.sh": "echo small; exec sleep 600\n"])
        try await eventually("it is asked") { try collector.requests() >= 2 }
        let before = try memory(of: site)
        let script = "yes '0123456789012345678901234567890123456789' | head -n 1500000; echo done; exec sleep 600\n"
        try site.add("continuous/loud", ["run.sh": script])
        try await eventually("all is written") { try site.log("continuous/loud").contains("] done") }
        let count = try collector.requests()
        try await eventually("it was tried since") { try collector.requests() > count }
        #expect(try memory(of: site) - before < Self.allowance)
        #expect(try unread(site) > 100_000_000)
    }

    /// KiB that are the host's alone.
    private func memory(of site: TestSite) throws -> Int {
        let text = try FileContents.text("/proc/\(site.servingProcess)/status") ?? ""
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
    }
}
