import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Runs that write more than is kept of one.
@Suite struct RunOutputLimitTests {
    private static let settings = "{\"log\": {\"max_run_bytes\": \"64KiB\"}}"
    private static let cutWords = " bytes of output are cut out here"

    private func runID(_ done: Command.Result) throws -> String {
        try #require(try JSONValue.parse(Array(done.output.utf8))["id"]?.string, "\(done.all)")
    }

    /// The numbers in lines such as `number 0000017.`, and how many lines were cut out between two of them.
    private func numbers(_ text: String) -> (before: [Int], cut: Int, after: [Int]) {
        var (before, cut, after) = ([Int](), 0, [Int]())
        var length = 1
        for line in text.split(separator: "\n") {
            if let range = line.firstRange(of: "number ") {
                length = line.utf8.count + 1
                let number = Int(line[range.upperBound...].prefix { $0 != "." }) ?? -1
                if cut == 0 { before.append(number) } else { after.append(number) }
            } else if let range = line.firstRange(of: Self.cutWords) {
                cut += Int(line[..<range.lowerBound].split(separator: " ").last ?? "") ?? 0
            }
        }
        #expect(cut % length == 0, "lines are cut out whole")
        return (before, cut / length, after)
    }

    private func expectWhole(_ text: String, _ count: Int, at location: SourceLocation = #_sourceLocation) {
        let (before, cut, after) = numbers(text)
        #expect(cut > 0 && !before.isEmpty && !after.isEmpty, sourceLocation: location)
        #expect(before == Array(0..<before.count), sourceLocation: location)
        #expect(after == Array(before.count + cut..<count), sourceLocation: location)
    }

    @Test func `of much output the beginning and the end are kept, and whoever reads it is told`() async throws {
        let site = try await TestSite.start()
        let script = "for ((i = 0; i < 5000; i++)); do printf 'number %07d.\\n' $i; done; exit 3\n"
        try site.add("triggered/loud", ["run.sh": script, "settings.job": Self.settings])
        let id = try runID(try await site.nyala("run", "loud", "--wait", "--json"))
        let path = "/api/v1/jobs/triggered/loud/runs/\(id)/output"
        let whole = try site.call("GET", path)
        expectWhole(whole.text, 5000)
        #expect(whole.text.contains("Status changed to Running") && whole.text.contains("due to exit code 3"))
        #expect(whole.body.count < 66_000 && whole.body.count > 40_000)
        #expect(whole.header("Content-Length") == "\(whole.body.count)")
        let middle = whole.body.count / 2
        let part = try site.call("GET", path, headers: [APIHeader("Range", "bytes=\(middle - 9000)-\(middle + 9000)")])
        #expect(part.body == Array(whole.body[middle - 9000...middle + 9000]))
        #expect(try site.call("GET", path, query: [("follow", "")]).body == whole.body)
        let lines = try await site.nyala("logs", "loud", "--run", id, "-n", "600").output
        #expect(lines.split(separator: "\n") == whole.text.split(separator: "\n").suffix(600))
        let all = try await site.nyala("logs", "loud", "--since", "1h").output
        #expect(all == whole.text)
        let found = try await site.nyala("logs", "loud", "--run", id, "--grep", "number 0000001.")
        #expect(found.output.hasSuffix("number 0000001.\n"))
        for page in ["/ui/jobs/triggered/loud/runs/\(id)", "/ui/jobs/triggered/loud/runs/\(id)/log"] {
            let text = try site.call("GET", page).text
            #expect(text.contains("number 0004999."), "\(page)")
        }
        let find = try site.call(
            "GET",
            "/ui/jobs/triggered/loud/runs/\(id)/log/find",
            query: [("text", "number 0000001."), ("before", "\(whole.body.count)")]
        )
        let offset = try #require(try JSONValue.parse(find.body)["offset"]?.integer)
        #expect(String(decoding: whole.body[offset...].prefix(80), as: UTF8.self).contains("number 0000001."))
    }

    @Test func `who follows misses nothing of what is cut out behind them`() async throws {
        let site = try await TestSite.start()
        let script = """
            for ((i = 0; i < 3000; i++)); do
                printf 'number %07d.\\n' $i
                if ((i % 100 == 99)); then
                    until [ -e "$WEBJOBS_DATA_PATH/on" ]; do sleep 0.01; done
                    rm "$WEBJOBS_DATA_PATH/on"
                fi
            done
            """
        try site.add("triggered/loud", ["run.sh": script, "settings.job": Self.settings])
        let started = try await site.nyala("run", "loud", "--json")
        let id = try runID(started)
        let followed = try await Command.launch(
            Program.path,
            ["logs", "loud", "--run", id, "-f", "-n", "10000", "--home", site.home],
            environment: [:],
            output: site.scratch.at("followed")
        )
        for end in stride(from: 99, to: 3000, by: 100) {
            let last = "number \("000000\(end)".suffix(7))."
            try await eventually("\(last) comes") { try site.scratch.read("followed")?.contains(last) == true }
            try site.scratch.write("home/data/jobs/triggered/loud/on", "")
        }
        #expect(try await Command.wait(for: followed) == 0)
        let text = try #require(try site.scratch.read("followed"))
        #expect(numbers(text).before == Array(0..<3000))
        expectWhole(try site.call("GET", "/api/v1/jobs/triggered/loud/runs/\(id)/output").text, 3000)
        // Who comes later begins with what is kept.
        let late = try site.call("GET", "/api/v1/jobs/triggered/loud/runs/\(id)/output", query: [("follow", "")])
        expectWhole(late.text, 3000)
    }

    @Test func `a host that is killed again and again loses no line uncounted`() async throws {
        let site = try await TestSite.start()
        let script = """
            for ((i = 0; i < 30000; i++)); do
                printf 'number %07d.\\n' $i
                if ((i % 500 == 0)); then sleep 0.02; fi
            done
            """
        try site.add("triggered/loud", ["run.sh": script, "settings.job": Self.settings])
        let id = try runID(try await site.nyala("run", "loud", "--json"))
        for _ in 0..<5 {
            let before = site.servingProcess
            try #require(kill(before, SIGKILL) == 0)
            try await eventually("the next host is there") {
                let now = site.servingProcess
                return now != .max && now != before
            }
            try await eventually("the host answers") { try await site.nyala("jobs").isSuccess }
        }
        try await eventually("the run has ended") {
            let history = try await site.nyala("history", "loud", "--json").output
            return try JSONValue.parse(Array(history.utf8)).array?.first?["outcome"]?.string == "Success"
        }
        let text = try await site.nyala("logs", "loud", "--run", id, "--since", "1h").output
        expectWhole(text, 30_000)
    }
}
