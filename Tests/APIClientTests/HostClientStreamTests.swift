import APIClient
import TestKit
import Testing

/// What follows a stream that a host sends.
@Suite struct HostClientStreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func `bytes are handed out as they arrive`() throws {
        let gate = try TestPipe()
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.write(Self.head + "2\r\nab\r\n")
            connection.wait(for: gate)
            connection.write("1\r\nc\r\n0\r\n\r\n")
        }
        var received: [UInt8] = []
        var checks = 0
        let answer = try HostClient(endpoint: server.endpoint)
            .stream(
                path: "/x",
                check: {
                    // A stream that holds bytes back ends the test, not its patience.
                    checks += 1
                    return checks < 100 ? .goOn : .stop
                },
                onBytes: { bytes in
                    received += bytes
                    gate.close()
                    return .goOn
                }
            )
        #expect(received == Array("abc".utf8))
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
    }

    @Test func `who has seen enough ends it`() throws {
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.write(Self.head + "2\r\nab\r\n")
            connection.waitForClose()
        }
        var calls = 0
        let answer = try HostClient(endpoint: server.endpoint)
            .stream(
                path: "/x",
                onBytes: { _ in
                    calls += 1
                    return .stop
                }
            )
        #expect(calls == 1)
        #expect(answer.status == 200)
    }

    /// A host without news is silent for hours; the limit for other requests must not end that.
    @Test func `a silent stream goes on until the follower ends it`() throws {
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.write(Self.head + "2\r\nab\r\n")
            connection.waitForClose()
        }
        let end = ContinuousClock.now + .seconds(3)
        var checks = 0
        var received: [UInt8] = []
        let answer = try HostClient(endpoint: server.endpoint, limits: TimeLimits(silence: .seconds(1)))
            .stream(
                path: "/x",
                check: {
                    checks += 1
                    return ContinuousClock.now < end ? .goOn : .stop
                },
                onBytes: { bytes in
                    received += bytes
                    return .goOn
                }
            )
        #expect(answer.status == 200)
        #expect(received == Array("ab".utf8))
        // At least every 200 milliseconds, less what a busy machine takes away.
        #expect(checks >= 5)
    }

    @Test func `a host that says nothing at all is left without an answer`() throws {
        let server = try CannedServer { connection in
            connection.readRequest()
            connection.waitForClose()
        }
        var checks = 0
        let answer = try HostClient(endpoint: server.endpoint)
            .stream(
                path: "/x",
                check: {
                    checks += 1
                    return checks < 3 ? .goOn : .stop
                },
                onBytes: { _ in .goOn }
            )
        #expect(answer == APIResponse(status: 0, headers: [], body: []))
    }

    @Test func `a failure is collected, not handed out`() throws {
        let body = #"{"detail": "There is no job a."}"#
        let headers = ["Content-Type: application/problem+json"]
        let server = try CannedServer.answering(CannedServer.answer("404 Not Found", headers: headers, body: body))
        var received: [UInt8] = []
        let answer = try HostClient(endpoint: server.endpoint)
            .stream(
                path: "/x",
                onBytes: { bytes in
                    received += bytes
                    return .goOn
                }
            )
        #expect(received.isEmpty)
        #expect(answer.status == 404)
        #expect(answer.problem?.detail == "There is no job a.")
    }

    @Test func `a stream that breaks off is an error after its bytes`() throws {
        let server = try CannedServer.answering(Self.head + "2\r\nab\r\n")
        var received: [UInt8] = []
        let error = #expect(throws: APIClientError.self) {
            try HostClient(endpoint: server.endpoint)
                .stream(
                    path: "/x",
                    onBytes: { bytes in
                        received += bytes
                        return .goOn
                    }
                )
        }
        #expect(received == Array("ab".utf8))
        #expect(error?.description.hasPrefix("The answer of \(server.endpoint) to GET /x is unusable: ") == true)
    }

    @Test func `a stream may be larger than any answer`() throws {
        let server = try CannedServer.answering(CannedServer.answer(body: String(repeating: "x", count: 100_000)))
        var count = 0
        let answer = try HostClient(endpoint: server.endpoint, maximumAnswer: 10)
            .stream(
                path: "/x",
                onBytes: { bytes in
                    count += bytes.count
                    return .goOn
                }
            )
        #expect(count == 100_000)
        #expect(answer.isSuccess)
    }

    @Test func `a failure is no larger than any answer`() throws {
        let server = try CannedServer.answering(CannedServer.answer("404 Not Found", body: "0123456789a"))
        #expect(throws: APIClientError.answerTooLarge(server.endpoint, request: "GET /x", limit: 10)) {
            try HostClient(endpoint: server.endpoint, maximumAnswer: 10).stream(path: "/x", onBytes: { _ in .goOn })
        }
    }

    @Test func `a stream can carry a body to the host`() throws {
        let server = try CannedServer.answering(CannedServer.answer())
        let client = try HostClient(endpoint: server.endpoint)
        let answer = try client.stream(
            method: "POST",
            path: "/x",
            query: [(name: "follow", value: "1")],
            headers: [APIHeader("Content-Type", "text/plain")],
            body: .bytes(Array("news".utf8)),
            onBytes: { _ in .goOn }
        )
        #expect(answer.status == 200)
        #expect(server.requests.first?.line == "POST /x?follow=1 HTTP/1.1")
        #expect(server.requests.first?.body == "news")
    }
}
