import APIClient
import Cryptography
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Clients that take their time, or more than their share.
@Suite struct SlowClientTests {
    private static let account: String = {
        "Authorization: Basic \(Sodium.encodeBase64(Array("\(TestSite.user):\(TestSite.password)".utf8)))\r\n"
    }()

    private func start(_ settings: [String: String]) async throws -> TestSite {
        try await TestSite.start(settings: settings)
    }

    private func get(_ path: String, _ headers: String = account) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    @Test func `headers that do not come are not waited for`() async throws {
        let site = try await start(["http.header_timeout": "300ms"])
        for beginning in ["", "G", "GET /healthz HTTP/1.1\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: b\r\n"] {
            let connection = try RawConnection(port: site.port)
            connection.send(beginning)
            #expect(connection.answer()?.status == 408, "\(beginning)")
            #expect(connection.isClosed(), "\(beginning)")
        }
        // However many come, one by one.
        let connection = try RawConnection(port: site.port)
        connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n")
        try await eventually("a header every few milliseconds does not help") {
            connection.send("X-A: b\r\n")
            return connection.answer(within: 0)?.status == 408
        }
        #expect(try site.call("GET", "/healthz").text == "ok\n")
    }

    @Test func `a body that does not come is not waited for`() async throws {
        let site = try await start(["http.body_timeout": "300ms"])
        // What is opened at the first use stays open.
        #expect(try site.call("POST", "/api/v1/tokens", body: [0]).status == 400)
        let before = try Folder.names(in: "/proc/\(site.servingProcess)/fd").count
        for (path, type) in [
            ("/api/v1/tokens", "application/json"), ("/api/zipdeploy", "application/zip"),
            ("/api/v1/deployments", "application/zip"), ("/api/v1/secrets/A", "application/octet-stream"),
        ] {
            let connection = try RawConnection(port: site.port)
            let method = path.hasSuffix("A") ? "PUT" : "POST"
            connection.send(
                "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(Self.account)Content-Type: \(type)\r\nContent-Length: 100\r\n\r\nhalf"
            )
            #expect(connection.answer()?.status == 408, "\(path)")
            #expect(connection.isClosed(), "\(path)")
        }
        // As long as something comes, it is waited for.
        let connection = try RawConnection(port: site.port)
        let body = Array("{\"value\": \"a value\"}".utf8)
        connection.send(
            "PUT /api/v1/secrets/A HTTP/1.1\r\nHost: a\r\n\(Self.account)Content-Type: application/json\r\n"
                + "Content-Length: \(body.count)\r\n\r\n"
        )
        for byte in body {
            #expect(connection.receive(waiting: 30) == 0)
            connection.send([byte])
        }
        #expect(connection.answer()?.status == 201)
        try await eventually("nothing is left open") {
            try Folder.names(in: "/proc/\(site.servingProcess)/fd").count <= before + 2
        }
    }

    @Test func `a connection is kept for another request for so long`() async throws {
        let site = try await start(["http.idle_timeout": "400ms"])
        let connection = try RawConnection(port: site.port)
        for _ in 0..<3 {
            connection.send(get("/healthz", ""))
            #expect(connection.answer()?.status == 200)
        }
        #expect(connection.isClosed())
        #expect(connection.pendingCount == 0)
    }

    @Test func `a refusal does not wait for the rest of a request`() async throws {
        let site = try await start([:])
        let connection = try RawConnection(port: site.port)
        connection.send(
            "POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"
        )
        let answer = try #require(connection.answer(within: 3))
        #expect(answer.status == 401)
        #expect(answer.header("Connection") == "close")
        #expect(connection.isClosed())
    }

    @Test func `one who does not read his answer is let go, and holds nobody up meanwhile`() async throws {
        let site = try await start(["http.read_timeout": "1s"])
        try site.add(
            "triggered/loud",
            ["run.sh": "head -c 30000000 /dev/zero | tr '\\0' 'x' | fold -w 200\necho done\n"]
        )
        #expect(try await site.nyala("run", "loud", "--wait").isSuccess)
        let run = try #require(try site.runFolders(of: "loud").first)
        let path = "/api/v1/jobs/triggered/loud/runs/\(run)/output"
        let before = try memory(site)
        let open = try Folder.names(in: "/proc/\(site.servingProcess)/fd").count
        let lazy = try (0..<20).map { _ in try RawConnection(port: site.port, receiveBuffer: 4096) }
        for connection in lazy { connection.send(get("\(path)?follow=1")) }
        let whole = try site.call("GET", path)
        #expect(whole.status == 200)
        #expect(whole.text.hasSuffix("] Status changed to Success\n"))
        #expect(try memory(site) < before + 40 * 1024)
        // What the system still holds for them is none of the host's.
        try await eventually("the host has let go of all of them") {
            try Folder.names(in: "/proc/\(site.servingProcess)/fd").count <= open + 2
        }
        withExtendedLifetime(lazy) {}
    }

    private func memory(_ site: TestSite) throws -> Int {
        let status = try FileContents.text("/proc/\(site.servingProcess)/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    @Test func `an address has so many connections, and all together so many`() async throws {
        let site = try await start(["http.max_connections_per_address": "3", "http.max_connections": "5"])
        func open(_ source: String) throws -> (RawConnection, Int?) {
            let connection = try RawConnection(port: site.port, from: source)
            connection.send(get("/healthz", ""))
            return (connection, connection.answer()?.status)
        }
        var open1 = try (0..<3).map { _ in try open("127.0.0.1") }
        #expect(open1.map(\.1) == [200, 200, 200])
        let refused = try open("127.0.0.1")
        #expect(refused.1 == 429)
        #expect(refused.0.isClosed())
        let open2 = try (0..<2).map { _ in try open("127.0.0.2") }
        #expect(open2.map(\.1) == [200, 200])
        #expect(try open("127.0.0.3").1 == 503)
        // The local socket is none of these.
        #expect(try await site.nyala("jobs").isSuccess)
        open1.removeAll()
        try await eventually("there is room again") { try open("127.0.0.1").1 == 200 }
        withExtendedLifetime(open2) {}
    }
}
