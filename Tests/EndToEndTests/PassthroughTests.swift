import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Requests for a job pass through the host to the port that the job serves, and its answers back.
@Suite struct PassthroughTests {
    /// Says what it was asked, as JSON; some paths behave badly.
    private static let script = """
        import hashlib, http.server, json, os, time
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *a): pass
            def body(self):
                if self.headers.get('Transfer-Encoding') == 'chunked':
                    data = b''
                    while (size := int(self.rfile.readline(), 16)):
                        data += self.rfile.read(size); self.rfile.readline()
                    self.rfile.readline()
                    return data
                return self.rfile.read(int(self.headers.get('Content-Length', 0)))
            def answer(self):
                if self.path == '/silent': time.sleep(1000)
                if self.path == '/gone': self.connection.shutdown(2); self.close_connection = True; return
                if self.path == '/half':
                    self.wfile.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\nhalf'); self.close_connection = True
                    return
                if self.path == '/stream':
                    self.send_response(200); self.send_header('Transfer-Encoding', 'chunked'); self.end_headers()
                    self.wfile.write(b'6\\r\\nfirst\\n\\r\\n'); self.wfile.flush()
                    while not os.path.exists(os.environ['WEBJOBS_DATA_PATH'] + '/go'): time.sleep(0.05)
                    self.wfile.write(b'7\\r\\nsecond\\n\\r\\n0\\r\\n\\r\\n')
                    return
                data = self.body()
                said = json.dumps({'method': self.command, 'path': self.path, 'length': len(data),
                    'sum': hashlib.sha256(data).hexdigest(), 'headers': {k.lower(): v for k, v in self.headers.items()}})
                self.send_response(418 if self.path == '/teapot' else 200)
                self.send_header('X-Job', 'yes'); self.send_header('Content-Length', str(len(said))); self.end_headers()
                if self.command != 'HEAD': self.wfile.write(said.encode())
            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = do_OPTIONS = answer
        server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['WEBJOBS_PORT'])), Handler)
        print('serving', flush=True)
        server.serve_forever()
        """

    private static let path = "/api/continuouswebjobs/web/passthrough"

    private func start(settings: [String: String] = [:]) async throws -> TestSite {
        let site = try await TestSite.start(settings: settings)
        try site.add("continuous/web", ["run.py": Self.script])
        try await eventually("it serves") { try site.log("continuous/web").contains("serving") }
        return site
    }

    @Test func `all verbs, headers, queries and bodies reach the job, credentials do not`() async throws {
        let site = try await start()
        for verb in ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"] {
            let body = verb == "GET" ? [] : Array("the body".utf8)
            let answer = try site.call(
                verb,
                "\(Self.path)/path/to/function",
                query: [(name: "a", value: "b c")],
                headers: [APIHeader("X-Own", "kept"), APIHeader("Cookie", "nyala_session=x; mine=1")],
                body: body
            )
            #expect(answer.status == 200 && answer.header("X-Job") == "yes", "\(verb): \(answer.text)")
            let said = try JSONValue.parse(answer.body)
            #expect(said["method"]?.string == verb)
            #expect(["/path/to/function?a=b%20c", "/path/to/function?a=b+c"].contains(said["path"]?.string ?? ""))
            #expect(said["length"]?.integer == body.count)
            let headers = said["headers"]
            #expect(headers?["x-own"]?.string == "kept" && headers?["cookie"]?.string == "mine=1")
            #expect(headers?["authorization"] == nil && headers?["x-forwarded-for"]?.string == "127.0.0.1")
            #expect(headers?["host"]?.string?.hasPrefix("127.0.0.1:") == true)
        }
        let head = try site.call("HEAD", "\(Self.path)/x")
        #expect(head.status == 200 && head.body.isEmpty && (head.header("Content-Length").flatMap { Int($0) } ?? 0) > 0)
        #expect(try site.call("GET", "\(Self.path)/teapot").status == 418)
        #expect(try JSONValue.parse(site.call("GET", "/jobs/continuous/web/passthrough").body)["path"]?.string == "/")
        // The connection to the host lives on.
        #expect(try site.call("GET", "/api/webjobs").status == 200)
    }

    @Test func `bodies are streamed both ways`() async throws {
        let site = try await start()
        let size = 20 * 1024 * 1024
        let upload = site.scratch.at("upload")
        let made = try await Command.run(
            "sh",
            ["-c", "head -c \(size) /dev/urandom > '\(upload)'; sha256sum '\(upload)'"]
        )
        let user = "\(TestSite.user):\(TestSite.password)"
        for framing in ["Content-Type: application/octet-stream", "Transfer-Encoding: chunked"] {
            let sent = try await Command.run(
                "curl",
                ["-s", "-u", user, "-T", upload, "-H", framing, "\(site.url)\(Self.path)/big"]
            )
            let said = try JSONValue.parse(Array(sent.output.utf8))
            #expect(said["length"]?.integer == size, "\(sent.all)")
            #expect(said["sum"]?.string == made.output.split(separator: " ").first.map(String.init))
        }
        let output = site.scratch.at("streamed")
        let curl = try await Command.launch(
            "curl",
            ["-s", "-N", "-u", user, "\(site.url)\(Self.path)/stream"],
            environment: [:],
            output: output
        )
        try await eventually("the first piece came before the last was made") {
            try site.scratch.read("streamed") == "first\n"
        }
        try site.scratch.write("home/data/jobs/continuous/web/go", "")
        _ = try await Command.wait(for: curl)
        #expect(try site.scratch.read("streamed") == "first\nsecond\n")
    }

    @Test func `a job that gives no answer is told apart from one that breaks off and one that does not run`()
        async throws
    {
        let site = try await start(settings: ["SCM_HTTPCLIENT_TIMEOUT": "1"])
        let silent = try site.call("GET", "\(Self.path)/silent")
        #expect(silent.status == 504 && silent.problem?.detail?.contains("within 1 s") == true, "\(silent.text)")
        #expect(try site.call("POST", "\(Self.path)/silent", body: Array("x".utf8)).status == 504)
        #expect(try site.call("GET", "\(Self.path)/gone").status == 502)
        let half = try await Command.run(
            "curl",
            ["-s", "-S", "-u", "\(TestSite.user):\(TestSite.password)", "\(site.url)\(Self.path)/half"]
        )
        #expect(!half.isSuccess && half.output.hasPrefix("half"), "\(half.all)")
        #expect(try site.call("GET", "\(Self.path)/x").status == 200)

        try site.add("continuous/deaf", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/deaf")
        let deaf = try site.call("GET", "/api/continuouswebjobs/deaf/passthrough/")
        #expect(deaf.status == 502 && deaf.problem?.detail?.contains("WEBJOBS_PORT") == true, "\(deaf.text)")
        #expect(try site.call("POST", "/api/continuouswebjobs/web/stop").status == 200)
        try await eventually("it is stopped") { try await site.pid("continuous/web") == nil }
        #expect(try site.call("GET", "\(Self.path)/x").status == 503)
        #expect(try site.call("GET", "/api/continuouswebjobs/none/passthrough/x").status == 404)
        #expect(try site.call("GET", "/api/triggeredwebjobs/none/passthrough/x").status == 404)
    }

    @Test func `a job's extra information leads to a page about all jobs`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true"])
        try site.add("continuous/<b onclick=x>", ["run.sh": "true"])
        try await eventually("both are listed") { try await site.nyala("jobs", "--json").output.contains("onclick") }
        let job = try JSONValue.parse(site.call("GET", "/api/triggeredwebjobs/report").body)
        let link = try #require(job["extra_info_url"]?.string)
        #expect(link == "\(site.url)/azurejobs/#/jobs/triggered/report")
        // A browser takes the fragment along to where it is sent; see Tests/Browser/overview.py.
        let old = try site.call("GET", "/azurejobs/")
        #expect(old.status == 303 && old.header("Location") == "/")
        let page = try site.call("GET", "/")
        #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
        #expect(page.text.contains("<a href=\"/ui/jobs/triggered/report\">report</a>"))
        #expect(page.text.contains("&lt;b onclick=x&gt;") && !page.text.contains("<b onclick"))
    }
}
