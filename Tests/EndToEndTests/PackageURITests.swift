import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// An archive that a client names by its address is fetched and deployed.
@Suite struct PackageURITests {
    /// Serves one archive at `/site.zip`, and what goes wrong at other paths; says its port in a file.
    private static let server = """
        import http.server, io, sys, zipfile
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as zip:
            zip.writestr("App_Data/jobs/triggered/fetched/run.sh", "echo fetched from afar\\n")
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.split("?")[0]
                if path == "/site.zip":
                    self.answer(200, archive.getvalue(), len(archive.getvalue()))
                elif path == "/short.zip":
                    self.answer(200, archive.getvalue()[:40], len(archive.getvalue()))
                elif path == "/text": self.answer(200, b"no archive", 10)
                elif path == "/there": self.move("/site.zip")
                elif path == "/whole": self.move("http://127.0.0.1:%d/site.zip" % self.server.server_port)
                elif path == "/file": self.move("file:///etc/passwd")
                elif path == "/round": self.move("/round")
                else: self.answer(404, b"", 0)
            def move(self, place):
                self.send_response(302); self.send_header("Location", place)
                self.send_header("Content-Length", "0"); self.end_headers()
            def answer(self, status, body, length):
                self.send_response(status); self.send_header("Content-Length", str(length)); self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        open(sys.argv[1] + ".new", "w").write(str(server.server_port))
        import os; os.rename(sys.argv[1] + ".new", sys.argv[1])
        server.serve_forever()
        """

    private func start(allowing addresses: String = "127.0.0.1") async throws -> (TestSite, RunningProgram, String) {
        let site = try await TestSite.start(settings: ["notify.allow_private": addresses])
        let server = try RunningProgram("/usr/bin/python3", ["-c", Self.server, site.scratch.at("port")])
        var port = ""
        try await eventually("the server listens") {
            port = try site.scratch.read("port") ?? ""
            return !port.isEmpty
        }
        return (site, server, "http://127.0.0.1:\(port)")
    }

    private func deploy(_ site: TestSite, _ url: String, _ path: String = "/api/zipdeploy") throws -> APIResponse {
        try site.call(
            "POST",
            path,
            headers: [APIHeader("Content-Type", "application/json")],
            body: JSONValue.object(["packageUri": .string(url)]).serialized()
        )
    }

    @Test(arguments: ["/site.zip?sig=key", "/there", "/whole"])
    func `what lies there is deployed`(path: String) async throws {
        let (site, server, address) = try await start()
        let answer = try deploy(site, address + path)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.header("SCM-DEPLOYMENT-ID") != nil)
        #expect(try await site.nyala("run", "fetched", "--wait").output.contains("fetched from afar"))
        withExtendedLifetime(server) {}
    }

    @Test func `also in the form of the management plane, and without waiting`() async throws {
        let (site, server, address) = try await start()
        let body = JSONValue.object(["properties": .object(["packageUri": .string("\(address)/site.zip")])])
        let answer = try site.call(
            "PUT",
            "/api/zipdeploy",
            query: [(name: "isAsync", value: "true")],
            headers: [APIHeader("Content-Type", "application/json")],
            body: body.serialized()
        )
        #expect(answer.status == 202, "\(answer.text)")
        try await eventually("it is there") { try await site.job("triggered/fetched") != nil }
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [
        ("/none?sig=open-sesame", "127.0.0.1 answers 404"), ("/file", "must begin with http"),
        ("/round", "more than 5 redirections"), ("/short.zip", "127.0.0.1: the answer is unusable"), ("/text", ""),
    ])
    func `what cannot be fetched is said, without the key in its address`(path: String, reason: String) async throws {
        let (site, server, address) = try await start()
        let answer = try deploy(site, address + path)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer.text.contains(reason), "\(answer.text)")
        #expect(!answer.text.contains("sesame"))
        #expect(try await site.job("triggered/fetched") == nil)
        withExtendedLifetime(server) {}
    }

    @Test func `addresses that only this machine reaches are refused, by name and behind a redirection too`()
        async throws
    {
        let (site, server, address) = try await start(allowing: "192.0.2.1")
        let port = address.split(separator: ":").last ?? ""
        for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]"] {
            let answer = try deploy(site, "http://\(host):\(port)/site.zip")
            #expect(answer.status == 400, "\(host): \(answer.text)")
            #expect(answer.text.contains("no address of the internet"), "\(host): \(answer.text)")
        }
        #expect(try await site.job("triggered/fetched") == nil)
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["{}", "{\"packageUri\": 1}", "{\"packageUri\": \"\"}", "[", "{\"packageUri\": \"ftp://x/y\"}"])
    func `a body without an address is refused`(body: String) async throws {
        let site = try await TestSite.start()
        for path in ["/api/zipdeploy", "/api/zipdeploy/validate", "/api/wardeploy"] {
            let answer = try site.call(
                "POST",
                path,
                headers: [APIHeader("Content-Type", "application/json")],
                body: Array(body.utf8)
            )
            #expect(answer.status == 400, "\(path): \(answer.text)")
        }
    }
}
