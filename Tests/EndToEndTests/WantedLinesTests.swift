import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// `nyala logs --since --grep --run`, and the same by the API.
@Suite struct WantedLinesTests {
    @Test func `lines are chosen by time and text, over all files of a log`() async throws {
        let site = try await TestSite.start()
        let script = """
            i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo "Line $i of the first"; done
            while [ ! -e "$WEBJOBS_DATA_PATH/go" ]; do sleep 0.05; done
            i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo "line $i of the second"; done
            exec sleep 600
            """
        let settings = "{\"log\": {\"max_bytes\": 4096, \"files\": 20}}"
        try site.add("continuous/worker", ["run.sh": script, "settings.job": settings])
        func logs(_ options: String...) async throws -> [String] {
            let done = try await site.nyala(["logs", "worker"] + options)
            try #require(done.isSuccess, "\(done.all)")
            return done.output.split(separator: "\n").map(String.init)
        }
        try await eventually("the first part is written") { try await logs("--grep", "Line 200 of").count == 1 }
        let between = SystemClock().wallTime().rfc3339(decimals: 3)
        try site.scratch.write("home/data/jobs/continuous/worker/go", "")
        try await eventually("the second part is written") {
            try await logs("--grep", "line 200 of the second").count == 1
        }

        // More than one file by far, and nothing of it twice.
        let all = try await logs("--since", "1h", "--grep", " of the ")
        #expect(all.count == 400)
        let second = try await logs("--since", between)
        #expect(second.count == 200 && second.allSatisfy { $0.contains("of the second") })
        // A text with a capital is meant so.
        let (capital, small) = (try await logs("--grep", "Line 12"), try await logs("--grep", "line 12"))
        #expect(capital.count == 11 && small.count == 22)
        let last = try await logs("--grep", "LINE 12 ", "-n", "3")
        #expect(last.isEmpty)
        let two = try await logs("--grep", "line 12", "-n", "2")
        #expect(two.map { $0.contains("line 12") } == [true, true])
        let one = try await logs("--since", "1h", "-n", "1")
        #expect(one.first?.contains("line 200 of the second") == true)
        let wrong = try await site.nyala("logs", "worker", "--since", "yesterday")
        #expect(wrong.code == 2)
        #expect(try site.call("GET", "/api/v1/jobs/continuous/worker/log", query: [("since", "10m")]).status == 400)
        #expect(try site.call("GET", "/api/v1/jobs/continuous/worker/log", query: [("grep", "")]).status == 400)
    }

    @Test func `what is followed is chosen as well, and so is a run`() async throws {
        let site = try await TestSite.start()
        let script = """
            echo "begun $1"; echo "other"
            while [ ! -e "$WEBJOBS_DATA_PATH/go" ]; do sleep 0.05; done
            echo "ended $1"; printf '10%%\\r20%%\\rdone\\n'
            """
        try site.add("triggered/report", ["run.sh": script])
        try site.scratch.write("home/data/jobs/triggered/report/go", "")
        let first = try await site.nyala("run", "report", "--wait", "--", "one")
        try #require(first.isSuccess, "\(first.all)")
        try #require(unlink(site.scratch.at("home/data/jobs/triggered/report/go")) == 0)
        _ = try await site.nyala("run", "report", "--", "two")
        let followed = try await Command.launch(
            Program.path,
            ["logs", "report", "-f", "--grep", "two", "--since", "1h", "--home", site.home],
            environment: [:],
            output: site.scratch.at("followed")
        )
        try await eventually("what was there comes") {
            try site.scratch.read("followed")?.hasSuffix("begun two\n") == true
        }
        try site.scratch.write("home/data/jobs/triggered/report/go", "")
        #expect(try await Command.wait(for: followed) == 0)
        let lines = try #require(try site.scratch.read("followed")).split(separator: "\n")
        #expect(lines.count == 2 && lines.last?.hasSuffix("ended two") == true, "\(lines)")
        let runs = try JSONValue.parse(site.call("GET", "/api/v1/jobs/triggered/report/runs").body).array ?? []
        let ids = runs.compactMap { $0["id"]?.string }
        let oldest = try #require(ids.last)
        let one = try await site.nyala("logs", "report", "--run", oldest, "--grep", "begun")
        #expect(one.output.hasSuffix("begun one\n") && one.output.split(separator: "\n").count == 1)
        // Of what was written over, what stood there last.
        let whole = try await site.nyala("logs", "report", "--run", oldest)
        #expect(whole.output.contains("INFO] done\n") && !whole.output.contains("10%"))
    }
}
