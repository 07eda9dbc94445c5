import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Whatever path is asked for, nothing outside of what clients may see is read, written or removed.
@Suite struct HostileFileTests {
    private static let methods = ["GET", "HEAD", "PUT", "DELETE"]
    private static let always = [APIHeader("If-Match", "*")]

    /// All that must not change, with its content.
    private func guarded(_ site: TestSite) throws -> [String] {
        try ["site/settings.json", "site/accounts.json", "site/repository/HEAD", "data/instance"].map { name in
            "\(name): \(try site.scratch.read("home/\(name)") ?? "missing")"
        }
    }

    private func attack(_ site: TestSite, _ path: String, _ before: [String]) throws {
        for method in Self.methods {
            let body = method == "PUT" ? Array("hostile".utf8) : []
            let query = [(name: "recursive", value: "true")]
            let answer = try site.call(method, path, query: query, headers: Self.always, body: body)
            #expect((400..<500).contains(answer.status), "\(method) \(path): \(answer.status)")
            #expect(!answer.text.contains("root:"), "\(method) \(path)")
            #expect(!answer.text.contains("argon2"), "\(method) \(path)")
            #expect(try guarded(site) == before, "\(method) \(path)")
        }
    }

    @Test func `no encoding of a step upwards leads out`() async throws {
        let site = try await TestSite.start()
        let before = try guarded(site)
        let steps = ["..", "%2e%2e", "%2E.", ".%2e", "..%2f..", "%2e%2e%2f", "%c0%ae%c0%ae", "..%00"]
        let starts = ["data", "data/jobs/triggered/x", "site/wwwroot", "LogFiles", "site/deployments"]
        for step in steps {
            for start in starts {
                let depth = start.split(separator: "/").count
                let up = Array(repeating: step, count: depth).joined(separator: "/")
                for goal in ["site/accounts.json", "etc/passwd"] {
                    try attack(site, "/api/vfs/\(start)/\(up)/\(goal)", before)
                }
            }
        }
        // Names like any other, which only look like steps.
        for step in ["%252e%252e", "..%5c..", "..;", "...", "%ef%bc%8e%ef%bc%8e"] {
            let path = "/api/vfs/data/inbox/\(step)/\(step)/site/accounts.json"
            #expect(try site.call("GET", path).status == 404)
            #expect(try site.call("PUT", path, body: [65]).status == 201)
            #expect(try site.call("GET", path).text == "A")
            #expect(try guarded(site) == before)
        }
        let made = try await Command.run("find", ["\(site.home)/data/inbox", "-name", "accounts.json"])
        #expect(made.output.split(separator: "\n").count == 5)
    }

    @Test func `what is the host's own is neither read nor written nor removed`() async throws {
        let site = try await TestSite.start()
        let before = try guarded(site)
        for path in [
            "site/settings.json", "site/accounts.json", "site/tokens.json", "site/repository/HEAD", "site/repository/",
            "run/", "run/nyala.sock", "run/nyala.lock", "tmp/", "tmp/uploads/x", "data/instance", "data/schedules.json",
            "data/builds/x", "data/secrets/x", "LogFiles/audit.log", "site/deployments/active.json", "etc/passwd",
            "/etc/passwd", "//etc/passwd", "site//accounts.json", "data/%00", "data/inbox/a%00b",
            "data/%2Fetc%2Fpasswd",
            "data/inbox/%", "data/inbox/%4",
        ] {
            try attack(site, "/api/vfs/\(path)", before)
            try attack(site, "/vfs/\(path)", before)
        }
        for path in ["", "site/", "data/", "data/jobs/", "site/wwwroot/", "site/wwwroot/App_Data/", "LogFiles/"] {
            for method in ["PUT", "DELETE"] {
                let query = [(name: "recursive", value: "true")]
                let answer = try site.call(method, "/api/vfs/\(path)", query: query, headers: Self.always)
                #expect(answer.status == 403, "\(method) \(path): \(answer.text)")
            }
        }
        #expect(Folder.exists(site.jobs))
    }

    @Test func `links that a job plants lead nowhere`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("home/data/jobs/triggered/other/private.txt", "of another job")
        try site.add("triggered/planter", ["run.sh": "true\n"])
        let data = site.scratch.at("home/data/jobs/triggered/planter")
        try Folder.create(data)
        let links = [
            ("passwd", "/etc/passwd"), ("accounts", "../../../../site/accounts.json"), ("up", "../.."), ("root", "/"),
            ("other", "../other"), ("host", "/proc/self/environ"), ("again", "again"),
        ]
        for (name, target) in links { try SymbolicLink.create("\(data)/\(name)", to: Array(target.utf8)) }
        let before = try guarded(site)
        let folder = "/api/vfs/data/jobs/triggered/planter"
        for path in ["passwd", "accounts", "up/", "root/etc/passwd", "other/private.txt", "host", "again"] {
            #expect(try site.call("GET", "\(folder)/\(path)").status == 404, "\(path)")
        }
        for path in ["up/x", "root/tmp/x", "other/x"] {
            #expect(try site.call("PUT", "\(folder)/\(path)", body: [1]).status == 403, "\(path)")
        }
        // A link is replaced or removed itself.
        #expect(try site.call("PUT", "\(folder)/accounts", headers: Self.always, body: [65]).status == 204)
        #expect(try site.call("GET", "\(folder)/accounts").text == "A")
        #expect(try site.call("DELETE", "\(folder)/passwd", headers: Self.always).status == 200)
        #expect(try site.call("DELETE", "\(folder)/root", headers: Self.always).status == 200)
        #expect(try guarded(site) == before)
        let names = try JSONValue.parse(try site.call("GET", "\(folder)/").body).array ?? []
        #expect(names.compactMap { $0["name"]?.string } == ["accounts", "again", "host", "other", "up"])
        // Inside of the job's own folder they do lead.
        try site.scratch.write("home/data/jobs/triggered/planter/real", "mine")
        try SymbolicLink.create("\(data)/mine", to: Array("real".utf8))
        #expect(try site.call("GET", "\(folder)/mine").text == "mine")
        // A link in the place of a whole folder neither.
        try SymbolicLink.create(site.scratch.at("home/data/jobs/triggered/linked"), to: Array("other".utf8))
        #expect(try site.call("GET", "/api/vfs/data/jobs/triggered/linked/private.txt").status == 404)
        try site.scratch.write("elsewhere/jobs/triggered/planter/run.sh", "of elsewhere")
        #expect(rename("\(site.home)/site/wwwroot/App_Data", site.scratch.at("moved")) == 0)
        try SymbolicLink.create("\(site.home)/site/wwwroot/App_Data", to: Array(site.scratch.at("elsewhere").utf8))
        let job = "site/wwwroot/App_Data/jobs/triggered/planter"
        for prefix in ["/api/vfs", "/api/zip"] {
            #expect(try site.call("GET", "\(prefix)/\(job)/").status == 404)
        }
        #expect(try site.call("GET", "/api/vfs/\(job)/run.sh").status == 404)
        #expect(try site.call("PUT", "/api/vfs/\(job)/new", body: [1]).status == 403)
        try SymbolicLink.create(site.scratch.at("home/LogFiles/shown.log"), to: Array("audit.log".utf8))
        #expect(try site.call("GET", "/api/vfs/LogFiles/shown.log").status == 404)
    }

    @Test func `a pipe makes nobody wait`() async throws {
        let site = try await TestSite.start()
        try Folder.create("\(site.home)/data/inbox")
        #expect(mkfifo("\(site.home)/data/inbox/pipe", 0o600) == 0)
        #expect(try site.call("GET", "/api/vfs/data/inbox/pipe").status == 404)
        #expect(try site.call("GET", "/api/vfs/data/inbox/").text.contains("\"pipe\""))
    }

    @Test func `names that are no text can be read and removed, but not given`() async throws {
        let site = try await TestSite.start()
        try Folder.create("\(site.home)/data/inbox")
        let file = try OpenFolder("\(site.home)/data/inbox").open(
            [0xFF, 0x0A],
            O_WRONLY | O_CREAT,
            links: .refused
        )
        try file.write(Array("text".utf8))
        let listing = try JSONValue.parse(try site.call("GET", "/api/vfs/data/inbox/").body).array ?? []
        let link = try #require(listing.first?["href"]?.string)
        #expect(link == "\(site.url)/api/vfs/data/inbox/%FF%0A")
        #expect(try site.call("GET", String(link.dropFirst(site.url.count))).text == "text")
        for name in ["%FE", "a%0Ab", "%1B", ".git", "%CC%88", String(repeating: "a", count: 256)] {
            let answer = try site.call("PUT", "/api/vfs/data/inbox/\(name)", body: [65])
            #expect(answer.status == 400, "\(name): \(answer.status)")
        }
        #expect(try site.call("DELETE", "/api/vfs/data/inbox/%FF%0A", headers: Self.always).status == 200)
    }

    @Test func `requests that are too large or make no sense are refused`() async throws {
        let site = try await TestSite.start()
        let long = String(repeating: "x", count: 200_000)
        let header = [APIHeader("If-None-Match", "\"\(long)\"")]
        #expect(try site.call("GET", "/api/vfs/data/", headers: header).status == 431)
        let deep = String(repeating: "a/", count: 200)
        #expect(try site.call("PUT", "/api/vfs/data/\(deep)").status == 400)
        let names = (1...30).map { _ in String(repeating: "n", count: 200) }.joined(separator: "/")
        #expect(try site.call("GET", "/api/vfs/data/\(names)").status == 404)
        #expect(try site.call("PUT", "/api/vfs/data/\(names)", body: [1]).status == 400)
        let part = [APIHeader("Content-Range", "bytes 0-1/9")]
        #expect(try site.call("PUT", "/api/vfs/data/inbox/x", headers: part, body: [1]).status == 400)
        let huge = [APIHeader("Range", "bytes=" + String(repeating: "9", count: 5000) + "-")]
        #expect(try site.call("GET", "/api/vfs/LogFiles/nyala.log", headers: huge).status == 416)
        #expect(try site.call("GET", "/readyz").status == 200)
    }

    @Test func `a body that is cut off, or announces too much, leaves nothing behind`() async throws {
        let site = try await TestSite.start()
        let script = """
            import base64, socket
            def send(length):
                s = socket.create_connection(('127.0.0.1', \(site.port)))
                auth = base64.b64encode(b'\(TestSite.user):\(TestSite.password)').decode()
                s.sendall(f'PUT /api/vfs/data/inbox/cut HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Basic {auth}\\r\\n'
                    f'Content-Length: {length}\\r\\n\\r\\nabc'.encode())
                if length == 10: s.shutdown(socket.SHUT_WR)
                print(s.recv(100)[:12])
            send(10)
            send(999999999999)

            """
        let result = try await Command.run("python3", ["-"], input: script)
        #expect(result.isSuccess, "\(result.all)")
        #expect(result.output.contains("HTTP/1.1 413"), "\(result.all)")
        #expect(try site.call("GET", "/api/vfs/data/inbox/cut").status == 404)
        try await site.waitUntilUploadsAreGone()
        #expect(try site.scratch.read("home/LogFiles/nyala.log")?.contains("request failed") == false)
    }

    @Test func `a token reaches the files of its own job only`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("home/data/jobs/triggered/mine/file", "mine")
        try site.scratch.write("home/data/jobs/triggered/other/file", "other")
        let arguments = ["tokens", "create", "t", "--scope", "read", "--job", "triggered/mine"]
        let made = try await site.nyala(arguments)
        let token = APICredentials.bearer(String(made.output.prefix { $0 != "\n" }))
        #expect(try site.call("GET", "/api/vfs/data/jobs/triggered/mine/file", as: token).text == "mine")
        for path in [
            "data/jobs/triggered/other/file", "data/jobs/triggered/mine/../other/file", "data/jobs/triggered/",
            "data/jobs/triggered/mine/..%2fother/file", "data/jobs//triggered/mine/file", "LogFiles/nyala.log",
            "site/wwwroot/App_Data/jobs/triggered/mine/run.sh",
        ] {
            let status = try site.call("GET", "/api/vfs/\(path)", as: token).status
            #expect(status == 403 || status == 404, "\(path): \(status)")
        }
        #expect(try site.call("PUT", "/api/vfs/data/jobs/triggered/mine/new", as: token, body: [1]).status == 403)
    }
}
