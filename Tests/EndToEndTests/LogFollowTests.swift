import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Logs over HTTP: parts of them, and what comes, by events.
@Suite struct LogFollowTests {
    private static let talker =
        "i=0; while [ $i -lt 400 ]; do echo \"number $i.\"; i=$((i+1)); sleep 0.004; done; sleep 600\n"

    private func token(_ site: TestSite) async throws -> String {
        try await site.nyala("tokens", "create", "x", "--scope", "read").output.split(separator: "\n").joined()
    }

    /// The numbers in lines of a log, in the order in which they came.
    private func numbers(_ text: some Sequence<String>) -> [Int] {
        text.compactMap { line in
            guard let range = line.firstRange(of: "number ") else { return nil }
            return Int(line[range.upperBound...].prefix { $0 != "." })
        }
    }

    @Test func `a part of a run's output is a part of its bytes`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "printf 'abc\\ndef\\n'\n"])
        let run = try await site.nyala("run", "report", "--wait", "--json")
        let id = try #require(try JSONValue.parse(Array(run.output.utf8))["id"]?.string, "\(run.all)")
        let path = "/api/v1/jobs/triggered/report/runs/\(id)/output"
        let whole = try site.call("GET", path)
        #expect(whole.header("Accept-Ranges") == "bytes")
        let size = whole.body.count
        #expect(whole.header("Content-Length") == "\(size)")
        let cases: [(String, Int, ClosedRange<Int>?)] = [
            ("bytes=0-3", 206, 0...3), ("bytes=2-", 206, 2...(size - 1)), ("bytes=-4", 206, (size - 4)...(size - 1)),
            ("bytes=1-99999", 206, 1...(size - 1)), ("bytes=\(size)-", 416, nil), ("bytes=-0", 416, nil),
            ("bytes=3-1", 200, nil), ("lines=1-2", 200, nil), ("bytes=0-1,3-4", 200, nil), ("bytes=a-b", 200, nil),
            ("bytes=-", 200, nil), ("bytes=99999999999999999999999-", 416, nil),
        ]
        for (header, status, range) in cases {
            let answer = try site.call("GET", path, headers: [APIHeader("Range", header)])
            #expect(answer.status == status, "\(header)")
            if let range {
                #expect(answer.body == Array(whole.body[range]), "\(header)")
                #expect(answer.header("Content-Range") == "bytes \(range.lowerBound)-\(range.upperBound)/\(size)")
            }
            if status == 416 { #expect(answer.header("Content-Range") == "bytes */\(size)") }
        }
        #expect(
            try site.call("GET", path, query: [("tail", "1")]).body
                == whole.body.suffix(whole.body.count).suffix(
                    whole.body.split(separator: 10).last.map { $0.count + 1 } ?? 0
                )
        )
        for query in [("tail", "x"), ("tail", "-1"), ("follow", "perhaps")] {
            #expect(try site.call("GET", path, query: [query]).status == 400)
        }
    }

    @Test func `a run is followed to its end by events, and who comes again hears that it is over`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo a\nprintf 'b\\rc\\n'\necho d\n"])
        let run = try await site.nyala("run", "report", "--wait", "--json")
        let id = try #require(try JSONValue.parse(Array(run.output.utf8))["id"]?.string, "\(run.all)")
        let path = "/api/v1/jobs/triggered/report/runs/\(id)/output"
        let events = [APIHeader("Accept", "text/event-stream")]
        let answer = try site.call("GET", path, headers: events)
        #expect(answer.header("Content-Type") == "text/event-stream; charset=utf-8")
        #expect(answer.text.hasSuffix("event: end\ndata: the log ends here\n\n"), "\(answer.text)")
        #expect(answer.text.contains("INFO] c\n\n"), "\(answer.text)")
        let last = try #require(answer.text.split(separator: "\n").last { $0.hasPrefix("id: ") }).dropFirst(4)
        let again = try site.call("GET", path, headers: events + [APIHeader("Last-Event-ID", String(last))])
        #expect(again.status == 204)
        let text = try site.call("GET", path, query: [("follow", "")])
        #expect(text.body == (try site.call("GET", path)).body)
    }

    @Test func `who is cut off again and again misses no line and sees none twice, while the log rolls`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "continuous/talker",
            ["run.sh": Self.talker, "settings.job": "{\"log\": {\"max_bytes\": 4000, \"files\": 10}}"]
        )
        _ = try await site.waitForStart(of: "continuous/talker")
        let token = try await token(site)
        var lines: [String] = []
        var last: String?
        while numbers(lines).last != 399 {
            var headers = ["Accept: text/event-stream"]
            if let last { headers.append("Last-Event-ID: \(last)") }
            let socket = try EventSocket(
                site.port,
                "/api/v1/jobs/continuous/talker/log",
                token: token,
                headers: headers
            )
            // The log may have rolled before anybody came: where it begins is open.
            let wanted = numbers(lines).last.map { "number \(min(399, $0 + 37))." }
            try socket.read(until: wanted ?? "number ")
            lines += socket.events.map(\.data)
            last = socket.events.last?.id ?? last
            #expect(!socket.text.contains("event: gap"))
        }
        let found = numbers(lines)
        let first = try #require(found.first)
        #expect(found == Array(first...399))
        #expect(try Folder.names(in: "\(site.home)/data/jobs/continuous/talker").contains("job_prev_log.txt"))
    }

    @Test func `two hundred followers cost one reader, and a slow one holds nobody up`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "continuous/talker",
            [
                "run.sh": "echo begin\nwhile [ ! -e \(site.scratch.at("go")) ]; do sleep 0.05; done\n"
                    + "i=0; while [ $i -lt 4000 ]; do echo \"number $i.\"; i=$((i+1)); done; echo done; sleep 600\n"
            ]
        )
        try await eventually("it has begun") { try site.log("continuous/talker").contains("begin") }
        let token = try await token(site)
        let path = "/api/v1/jobs/continuous/talker/log"
        let sockets = try (0..<200).map { _ in try EventSocket(site.port, path, token: token) }
        for socket in sockets { try socket.read(until: "begin") }
        // One reads; who writes holds it only while there is much to write.
        let open = try openFiles(site.servingProcess, "\(site.home)/data/jobs/continuous/talker/job_log.txt")
        #expect((1...2).contains(open), "\(open)")
        // The first one reads nothing until all others have everything.
        try site.scratch.write("go", "")
        for socket in sockets.dropFirst() {
            #expect(try socket.read(until: "done\n\n"))
        }
        try sockets[0].read(until: "done\n\n")
        let expected = Array(0..<4000)
        #expect(numbers(sockets[0].events.map(\.data)) == expected)
        #expect(numbers(sockets[199].events.map(\.data)) == expected)
    }

    private func openFiles(_ process: pid_t, _ path: String) throws -> Int {
        let names = try Folder.names(in: "/proc/\(process)/fd")
        // One that has just been closed leads nowhere.
        return names.count { (try? SymbolicLink.target(of: "/proc/\(process)/fd/\($0)")) == Array(path.utf8) }
    }
}
