import HTTPTypes
import NIOHTTP1
import Testing

@testable import HTTPAPI

@Suite struct PassthroughHeadersTests {
    private static let origin = PassthroughHeaders.Origin(client: "1.2.3.4", scheme: "https", host: "jobs.example")

    private func passed(_ fields: HTTPFields, _ method: HTTPRequest.Method = .get) -> HTTPHeaders {
        PassthroughHeaders.request(fields, method: method, port: 4567, Self.origin)
    }

    @Test func `a job gets the client's headers without what is meant for this host or one connection`() throws {
        let custom = try #require(HTTPField.Name("X-Own"))
        let named = try #require(HTTPField.Name("X-Named"))
        let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
        let headers = passed([
            .authorization: "Basic c2VjcmV0", .accept: "text/html", custom: "kept", named: "dropped",
            .connection: "close, x-named", .te: "trailers", .cookie: "a=1; nyala_session=secret; b=2",
            forwarded: "6.6.6.6", .expect: "100-continue",
        ])
        #expect(headers["host"] == ["127.0.0.1:4567"])
        #expect(headers["x-own"] == ["kept"] && headers["accept"] == ["text/html"])
        for name in ["authorization", "x-named", "connection", "te", "expect"] { #expect(headers[name].isEmpty) }
        #expect(headers["cookie"] == ["a=1; b=2"])
        #expect(headers["x-forwarded-for"] == ["1.2.3.4"] && headers["x-forwarded-host"] == ["jobs.example"])
        #expect(headers["x-forwarded-proto"] == ["https"])
    }

    @Test func `a body is framed as it came`() {
        #expect(passed([.contentLength: "5"], .post)["content-length"] == ["5"])
        #expect(passed([.transferEncoding: "chunked"], .post)["transfer-encoding"] == ["chunked"])
        #expect(passed([:], .post)["content-length"] == ["0"] && passed([:], .delete)["content-length"] == ["0"])
        #expect(passed([:], .get)["content-length"].isEmpty)
    }

    @Test func `the client gets the job's headers, but no session of this host`() {
        let fields = PassthroughHeaders.response([
            "Content-Type": "text/plain", "Connection": "keep-alive", "Keep-Alive": "timeout=5",
            "Transfer-Encoding": "chunked", "Set-Cookie": "own=1",
        ])
        #expect(fields[.contentType] == "text/plain" && fields[.setCookie] == "own=1")
        #expect(fields[.connection] == nil && fields[.transferEncoding] == nil)
        #expect(PassthroughHeaders.response(["Set-Cookie": "nyala_session=x; Path=/"]).isEmpty)
    }

    static let targets: [(String, String?, Int, String)] = [
        ("/api/continuouswebjobs/web/passthrough/path/to", "a=1&b=%20", 4, "/path/to?a=1&b=%20"),
        ("/api/continuouswebjobs/web/passthrough", nil, 4, "/"),
        ("/api/continuouswebjobs/web/passthrough/", nil, 4, "/"),
        ("/jobs/continuous/passthrough/passthrough/a%2Fb//c", nil, 4, "/a%2Fb//c"),
        ("/continuouswebjobs/web/passthrough/x", nil, 3, "/x"),
        ("//api/continuouswebjobs/web/passthrough/x", nil, 4, "/x"),
    ]

    @Test(arguments: targets)
    func `the job is asked for the rest of the path as it was written`(
        path: String,
        query: String?,
        depth: Int,
        target: String
    ) {
        #expect(PassthroughRoutes.target(path: path, query: query, depth: depth) == target)
    }
}
