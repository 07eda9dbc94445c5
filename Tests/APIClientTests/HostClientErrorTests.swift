import APIClient
import Glibc
import LinuxSystem
import TestKit
import Testing

/// What a ``HostClient`` says where there is no answer, or not a whole one.
@Suite struct HostClientErrorTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("body", "0123456789")
    }

    // MARK: nobody there

    @Test func `an address where nobody listens is unreachable`() throws {
        let socket = try BoundSocket.onLoopback()
        let error = failure(at: socket.endpoint)
        let sentence = error?.description ?? ""
        let advice = "check the address, or start it there with `nyala serve --home DIR --listen HOST:PORT`."
        #expect(error?.isUnreachable == true)
        #expect(sentence.hasPrefix("No host answers at http://127.0.0.1:\(socket.port): "))
        #expect(sentence.hasSuffix("; \(advice)"))
    }

    @Test func `a home without a socket is unreachable`() throws {
        let error = failure(at: .unixSocket(path: scratch.at("run/nyala.sock")))
        #expect(error?.isUnreachable == true)
        #expect(error?.description.contains("start it with `nyala serve --home \(scratch.path)`") == true)
    }

    @Test func `a socket that an ended host left is unreachable`() throws {
        try Folder.create(scratch.at("run"))
        let socket = try BoundSocket.at(scratch.at("run/nyala.sock"))
        let error = failure(at: socket.endpoint)
        #expect(error?.isUnreachable == true)
        #expect(error?.description.contains("start it with `nyala serve --home \(scratch.path)`") == true)
    }

    // MARK: an answer that is none

    static let broken: [(what: String, bytes: String)] = [
        ("nothing", ""),
        ("another protocol", "SSH-2.0-test\r\n"),
        ("a part of a status line", "HTTP/1.1 20"),
        ("a part of a head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
        ("a part of a header", "HTTP/1.1 200 OK\r\nContent-"),
        ("a head without its end", "HTTP/1.1 204 No Content\r\nServer: x\r\n"),
        ("a part of a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123"),
        ("a part of a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01"),
        ("no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n01\r\n"),
        ("a chunk without length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n01\r\n0\r\n\r\n"),
    ]

    @Test(arguments: broken)
    func `an answer that breaks off or is no HTTP is unusable`(what: String, bytes: String) throws {
        let server = try CannedServer.answering(bytes)
        try expectUnusable(failure(at: server.endpoint), at: server.endpoint)
    }

    @Test func `TLS with a host that does not speak it is unusable`() throws {
        let server = try CannedServer { connection in
            connection.read()
            connection.write(CannedServer.answer("400 Bad Request"))
        }
        let endpoint = APIEndpoint.url("https://127.0.0.1:\(server.port)")
        try expectUnusable(failure(at: endpoint), at: endpoint)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123"])
    func `a host that falls silent is given up after the time limit`(beginning: String) throws {
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.write(beginning)
            connection.waitForClose()
        }
        let error = failure(at: server.endpoint, limits: TimeLimits(silence: .seconds(1)))
        let sentence = error?.description ?? ""
        #expect(sentence.hasPrefix("The host at \(server.endpoint) did not answer GET /x in time: "))
        #expect(sentence.hasSuffix("; look at its log, or try again."))
        #expect(error?.isUnreachable == false)
    }

    // MARK: limits

    @Test func `an answer is as large as was allowed, and no byte larger`() throws {
        #expect(HostClient.maximumAnswer == 64 * 1024 * 1024)
        let fitting = try CannedServer.answering(CannedServer.answer(body: "0123456789"))
        #expect(try HostClient(endpoint: fitting.endpoint, maximumAnswer: 10).send(path: "/x").text == "0123456789")
        let larger = try CannedServer.answering(CannedServer.answer(body: "0123456789a"))
        let query = [(name: "q", value: "x")]
        #expect(throws: APIClientError.answerTooLarge(larger.endpoint, request: "GET /x", limit: 10)) {
            try HostClient(endpoint: larger.endpoint, maximumAnswer: 10).send(path: "/x", query: query)
        }
    }

    @Test func `an answer without end is given up at the limit`() throws {
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 100_000))
            connection.waitForClose()
        }
        #expect(throws: APIClientError.answerTooLarge(server.endpoint, request: "GET /x", limit: 1000)) {
            try HostClient(endpoint: server.endpoint, maximumAnswer: 1000).send(path: "/x")
        }
    }

    // MARK: a body that cannot be sent

    @Test func `a file that became shorter while it was sent is told`() throws {
        let server = try CannedServer.answering(CannedServer.answer())
        let path = scratch.at("body")
        let number = try check("open", path: path) { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(number) }
        #expect(throws: APIClientError.bodyUnreadable(server.endpoint, request: "PUT /x", code: nil)) {
            try HostClient(endpoint: server.endpoint)
                .send(method: "PUT", path: "/x", body: .descriptor(number, byteCount: 20))
        }
    }

    @Test(arguments: [Int64?.none, 20])
    func `a file that cannot be read is told with the reason`(byteCount: Int64?) throws {
        let server = try CannedServer.answering(CannedServer.answer())
        #expect(throws: APIClientError.bodyUnreadable(server.endpoint, request: "PUT /x", code: EBADF)) {
            try HostClient(endpoint: server.endpoint)
                .send(method: "PUT", path: "/x", body: .descriptor(-1, byteCount: byteCount))
        }
    }

    private func failure(at endpoint: APIEndpoint, limits: TimeLimits = TimeLimits()) -> APIClientError? {
        #expect(throws: APIClientError.self) {
            try HostClient(endpoint: endpoint, limits: limits).send(path: "/x")
        }
    }

    private func expectUnusable(_ failure: APIClientError?, at endpoint: APIEndpoint) throws {
        let error = try #require(failure)
        #expect(error.description.hasPrefix("The answer of \(endpoint) to GET /x is unusable: "))
        #expect(error.description.hasSuffix("; check that a Nyala host listens there."))
        #expect(!error.isUnreachable)
    }
}
