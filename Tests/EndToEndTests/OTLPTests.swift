import JobModel
import TestKit
import Testing

/// Metrics go to a collector that speaks OpenTelemetry's protocol.
@Suite struct OTLPTests {
    /// Keeps what is posted, one JSON value a line, with the path and a header before it.
    private static let collector = """
        import http.server, json, os, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                line = {"path": self.path, "type": self.headers["Content-Type"], "key": self.headers["X-Key"], "body": body}
                with open(sys.argv[1] + ".got", "a") as file: file.write(json.dumps(line) + "\\n")
                self.send_response(503 if os.path.exists(sys.argv[1] + ".down") else 200)
                self.send_header("Content-Length", "0"); self.end_headers()
            def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        open(sys.argv[1] + ".new", "w").write(str(server.server_port))
        os.rename(sys.argv[1] + ".new", sys.argv[1])
        server.serve_forever()
        """

    private func got(_ scratch: ScratchDirectory) throws -> [JSONValue] {
        (try scratch.read("port.got") ?? "").split(separator: "\n").compactMap { try? JSONValue.parse(Array($0.utf8)) }
    }

    private func metrics(_ value: JSONValue) -> [JSONValue] {
        value["body"]?["resourceMetrics"]?.array?.first?["scopeMetrics"]?.array?.first?["metrics"]?.array ?? []
    }

    @Test func `they are sent on an interval, and trouble is told once`() async throws {
        let scratch = try ScratchDirectory()
        let collector = try RunningProgram("/usr/bin/python3", ["-c", Self.collector, scratch.at("port")])
        try await eventually("the collector listens") { try scratch.read("port") != nil }
        let port = try scratch.read("port") ?? ""
        let site = try await TestSite.start(
            settings: [
                "otlp.endpoint": "http://127.0.0.1:\(port)/", "otlp.interval": "1s",
                "otlp.headers": "X-Key=open-sesame, broken",
            ],
            scratch: scratch
        )
        try site.add("triggered/hello", ["run.sh": "echo hello\n"])
        #expect(try await site.nyala("run", "hello", "--wait").isSuccess)
        var last: JSONValue?
        try await eventually("the run is counted") {
            last = try got(scratch).last { value in
                metrics(value).contains { metric in
                    metric["name"]?.string == "nyala_job_runs_total"
                        && metric["sum"]?["dataPoints"]?.array?.contains { $0["asInt"]?.string == "1" } == true
                }
            }
            return last != nil
        }
        let value = try #require(last)
        #expect(value["path"]?.string == "/v1/metrics" && value["type"]?.string == "application/json")
        #expect(value["key"]?.string == "open-sesame")
        let durations = try #require(metrics(value).first { $0["name"]?.string == "nyala_job_run_duration_seconds" })
        let point = try #require(durations["histogram"]?["dataPoints"]?.array?.first)
        #expect(point["count"]?.string == "1")
        #expect(point["bucketCounts"]?.array?.count == (point["explicitBounds"]?.array?.count ?? 0) + 1)
        try scratch.write("port.down", "")
        let log = { try scratch.read("home/LogFiles/nyala.log") ?? "" }
        try await eventually("it is told") { try log().contains("metrics cannot be sent") }
        let count = try got(scratch).count
        try await eventually("it goes on") { try got(scratch).count >= count + 2 }
        #expect(try log().ranges(of: "metrics cannot be sent").count == 1)
        try await Command.run("rm", [scratch.at("port.down")])
        try await eventually("it is well again") { try log().contains("metrics are sent again") }
        withExtendedLifetime(collector) {}
    }
}
