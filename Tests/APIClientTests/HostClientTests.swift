import APIClient
import TestKit
import Testing

@Suite struct HostClientTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    @Test func `an answer comes with its status, headers and body`() throws {
        let headers = ["Content-Type: text/plain", "x-note:  two words \t"]
        let server = try CannedServer.answering(CannedServer.answer(headers: headers, body: "héllo"))
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/api/jobs")
        let expected = [
            APIHeader("Content-Type", "text/plain"), APIHeader("x-note", "two words"), APIHeader("Content-Length", "6"),
        ]
        #expect(answer.status == 200)
        #expect(answer.headers == expected)
        #expect(answer.text == "héllo")
    }

    @Test(arguments: [
        ("201 Created", 201, true), ("302 Found", 302, false), ("401 Unauthorized", 401, false),
        ("404 Not Found", 404, false), ("409", 409, false), ("503 Service Unavailable", 503, false),
    ])
    func `an answer is an answer, whatever its status`(line: String, status: Int, isSuccess: Bool) throws {
        let server = try CannedServer.answering(CannedServer.answer(line, body: "why"))
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/x")
        #expect(answer.status == status)
        #expect(answer.isSuccess == isSuccess)
        #expect(answer.text == "why")
    }

    @Test func `a redirection is not followed`() throws {
        let target = try BoundSocket.onLoopback()
        let headers = ["Location: http://127.0.0.1:\(target.port)/y"]
        let server = try CannedServer.answering(CannedServer.answer("307 Temporary Redirect", headers: headers))
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/x")
        #expect(answer.status == 307)
        #expect(answer.header("location") == "http://127.0.0.1:\(target.port)/y")
    }

    @Test func `what the host says is wrong comes with the answer`() throws {
        let body = #"{"title": "Conflict", "detail": "The job runs already.", "status": 409, "code": "busy"}"#
        let headers = ["Content-Type: application/problem+json"]
        let server = try CannedServer.answering(CannedServer.answer("409 Conflict", headers: headers, body: body))
        let answer = try HostClient(endpoint: server.endpoint).send(method: "POST", path: "/x")
        let problem = ProblemDetails(title: "Conflict", detail: "The job runs already.", status: 409, code: "busy")
        #expect(answer.problem == problem)
        #expect(answer.problem.map { "\($0)" } == "The job runs already.")
    }

    // MARK: ways to end a body

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nabc",
        "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc and what is not asked for",
    ])
    func `a body ends by its chunks, its length or its connection`(text: String) throws {
        let server = try CannedServer.answering(text)
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/x")
        #expect(answer.status == 200)
        #expect(answer.text == "abc")
    }

    @Test func `the answer to HEAD has no body, whatever its length says`() throws {
        let server = try CannedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        let answer = try HostClient(endpoint: server.endpoint).send(method: "HEAD", path: "/x")
        #expect(answer.header("Content-Length") == "5")
        #expect(answer.body.isEmpty)
        #expect(server.requests.first?.line == "HEAD /x HTTP/1.1")
    }

    @Test func `an interim answer is none`() throws {
        let interim = "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
        let server = try CannedServer.answering(interim + CannedServer.answer("204 No Content"))
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/x")
        #expect(answer.status == 204)
        #expect(answer.header("X-Interim") == nil)
    }

    @Test func `a long answer comes whole`() throws {
        let body = String(repeating: "0123456789", count: 50_000)
        let server = try CannedServer.answering(CannedServer.answer(body: body))
        let answer = try HostClient(endpoint: server.endpoint).send(path: "/x")
        #expect(answer.body.count == 500_000)
        #expect(answer.body.elementsEqual(body.utf8))
    }

    // MARK: connections

    @Test func `asks the host of a home by its socket`() throws {
        let place = try BoundSocket.at(scratch.at("nyala.sock"))
        let server = try CannedServer.answering(CannedServer.answer(body: "here"), at: place)
        let answer = try HostClient(endpoint: .unixSocket(path: scratch.at("nyala.sock"))).send(path: "/api/jobs")
        let request = try #require(server.requests.first)
        #expect(answer.text == "here")
        #expect(request.line == "GET /api/jobs HTTP/1.1")
        #expect(request.header("Host") == "localhost")
        #expect(request.header("Authorization") == nil)
    }

    @Test func `each request has a connection of its own`() throws {
        let server = try CannedServer(clients: 2) { connection in
            connection.readRequest()
            connection.write(CannedServer.answer())
            connection.waitForClose()
        }
        let client = try HostClient(endpoint: server.endpoint, limits: TimeLimits(silence: .seconds(10)))
        #expect(try client.send(path: "/1").status == 200)
        #expect(try client.send(path: "/2").status == 200)
        #expect(server.requests.map(\.line) == ["GET /1 HTTP/1.1", "GET /2 HTTP/1.1"])
    }

    @Test func `an endpoint that cannot be is refused at once`() {
        let error = #expect(throws: APIClientError.self) { try HostClient(endpoint: .url("localhost:81")) }
        let sentence = "\"localhost:81\" is not the address of a host: it must begin with http:// or https://."
        #expect(error?.description == sentence)
    }
}
