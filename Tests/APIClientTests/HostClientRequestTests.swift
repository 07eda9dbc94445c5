import APIClient
import Glibc
import LinuxSystem
import TestKit
import Testing

/// What a ``HostClient`` sends.
@Suite struct HostClientRequestTests {
    private let scratch: ScratchDirectory
    private let server: CannedServer

    init() throws {
        scratch = try ScratchDirectory()
        server = try CannedServer.answering(CannedServer.answer())
    }

    @Test func `a plain request says no more than it must`() throws {
        let request = try received { try $0.send(path: "/api/jobs") }
        #expect(request.line == "GET /api/jobs HTTP/1.1")
        #expect(request.header("Host") == "127.0.0.1:\(server.port)")
        #expect(request.header("User-Agent") == "nyala")
        for name in ["Authorization", "Content-Length", "Content-Type", "Expect", "Transfer-Encoding"] {
            #expect(request.header(name) == nil, "\(name)")
        }
        #expect(request.body.isEmpty)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "X-METHOD"])
    func `a request without a body says so`(method: String) throws {
        let request = try received { try $0.send(method: method, path: "/x") }
        #expect(request.line == "\(method) /x HTTP/1.1")
        #expect(request.header("Content-Length") == "0")
        #expect(request.header("Content-Type") == nil)
        #expect(request.body.isEmpty)
    }

    // MARK: where to

    @Test func `path and query arrive as they were meant`() throws {
        let request = try received { client in
            try client.send(path: "/a/../b//c%2Fd", query: [(name: "q", value: "a b&c"), (name: "q", value: "")])
        }
        #expect(request.line == "GET /a/../b//c%2Fd?q=a%20b%26c&q= HTTP/1.1")
    }

    @Test func `the path of the endpoint comes before the request's`() throws {
        let request = try received(at: .url("http://127.0.0.1:\(server.port)/base/")) { try $0.send(path: "/api/jobs") }
        #expect(request.line == "GET /base/api/jobs HTTP/1.1")
    }

    // MARK: signing in

    @Test func `signs in with name and password`() throws {
        let address = "http://127.0.0.1:\(server.port)"
        let request = try received(at: .url(address, .password(user: "ops", password: "secret"))) {
            try $0.send(path: "/x")
        }
        #expect(request.header("Authorization") == "Basic b3BzOnNlY3JldA==")
    }

    @Test func `signs in with what stands in the URL`() throws {
        let request = try received(at: .url("http://ops:secret@127.0.0.1:\(server.port)")) { try $0.send(path: "/x") }
        #expect(request.header("Authorization") == "Basic b3BzOnNlY3JldA==")
        #expect(request.header("Host") == "127.0.0.1:\(server.port)")
    }

    @Test func `signs in with a token`() throws {
        let address = "http://ops:secret@127.0.0.1:\(server.port)"
        let request = try received(at: .url(address, .bearer("token"))) { try $0.send(path: "/x") }
        #expect(request.header("Authorization") == "Bearer token")
    }

    // MARK: headers

    @Test func `sends the headers it is given, also empty ones`() throws {
        let headers = [
            APIHeader("Accept", "text/plain"), APIHeader("X-Empty", ""), APIHeader("User-Agent", "test"),
            APIHeader("Content-Type", "application/json"),
        ]
        let request = try received { try $0.send(method: "POST", path: "/x", headers: headers, body: .bytes([0x31])) }
        #expect(request.header("Accept") == "text/plain")
        #expect(request.header("X-Empty")?.isEmpty == true)
        #expect(request.header("User-Agent") == "test")
        #expect(request.header("Content-Type") == "application/json")
    }

    // MARK: bodies

    @Test(arguments: ["", "x", "line 1\r\n\r\nline 2", String(repeating: "0123456789", count: 30_000)])
    func `sends bytes with their length and without waiting`(text: String) throws {
        let request = try received { try $0.send(method: "PUT", path: "/x", body: .bytes(Array(text.utf8))) }
        #expect(request.line == "PUT /x HTTP/1.1")
        #expect(request.header("Content-Length") == "\(text.utf8.count)")
        #expect(request.header("Content-Type") == nil)
        #expect(request.header("Expect") == nil)
        #expect(request.body == text)
    }

    @Test func `sends as much of a file as was announced`() throws {
        let request = try received { client in
            try withFile("0123456789") { number in
                try client.send(method: "POST", path: "/x", body: .descriptor(number, byteCount: 7))
            }
        }
        #expect(request.header("Content-Length") == "7")
        #expect(request.body == "0123456")
    }

    @Test func `sends a file of unknown length in chunks`() throws {
        let request = try received { client in
            try withFile("0123456789") { number in
                try client.send(method: "POST", path: "/x", body: .descriptor(number))
            }
        }
        #expect(request.header("Transfer-Encoding") == "chunked")
        #expect(request.header("Content-Length") == nil)
        #expect(request.body == "a\r\n0123456789\r\n0\r\n\r\n")
    }

    /// The one request that the server got.
    private func received(
        at endpoint: APIEndpoint? = nil,
        _ send: (HostClient) throws -> APIResponse
    ) throws -> ReceivedRequest {
        let answer = try send(try HostClient(endpoint: endpoint ?? server.endpoint))
        #expect(answer.status == 200)
        #expect(server.requests.count == 1)
        return try #require(server.requests.first)
    }

    private func withFile<Result>(_ text: String, _ use: (Int32) throws -> Result) throws -> Result {
        let path = try scratch.write("body", text)
        let number = try check("open", path: path) { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(number) }
        return try use(number)
    }
}
