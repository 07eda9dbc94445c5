import Testing

@testable import APIClient

@Suite struct APIRequestTests {
    private static let noWord = "the method is not a word"
    private static let noPath = "the path must begin with a slash and be percent-encoded"

    static let refused: [(method: String, path: String, shown: String, reason: String)] = [
        ("", "/x", " /x", noWord), ("GE T", "/x", "GE T /x", noWord), ("GET\r\n", "/x", "GET\r\n /x", noWord),
        ("GET", "", "GET ", noPath), ("GET", "x", "GET x", noPath), ("GET", "http://h/", "GET http://h/", noPath),
        ("GET", "/a b", "GET /a b", noPath), ("GET", "/é", "GET /é", noPath), ("GET", "/a\n", "GET /a\n", noPath),
        ("GET", "/a?b=c", "GET /a", noPath), ("GET", "/a#b", "GET /a#b", noPath),
        ("GET", "/\u{7F}", "GET /\u{7F}", noPath), ("GET", "/\0", "GET /\0", noPath),
    ]

    @Test(arguments: refused)
    func `what HTTP cannot carry is refused`(method: String, path: String, shown: String, reason: String) {
        #expect(throws: APIClientError.invalidRequest(shown, reason: reason)) {
            try request(method, path)
        }
    }

    @Test func `a header that would begin another one is refused by its name`() {
        let reason = "the header \"X-Note\" has a character it must not have"
        #expect(throws: APIClientError.invalidRequest("GET /x", reason: reason)) {
            try request(headers: [APIHeader("Accept", "*/*"), APIHeader("X-Note", "a\r\nb")])
        }
    }

    @Test func `a body has no negative number of bytes`() {
        let reason = "its body has a negative number of bytes"
        #expect(throws: APIClientError.invalidRequest("GET /x", reason: reason)) {
            try request(body: .descriptor(0, byteCount: -1))
        }
    }

    @Test func `the query is encoded behind the path`() throws {
        let query = [(name: "q", value: "a b&c=?"), (name: "n", value: "")]
        let checked = try request("GET", "/api/a%20b", query: query)
        #expect(checked.location == "/api/a%20b?q=a%20b%26c%3D%3F&n=")
        #expect(checked.description == "GET /api/a%20b")
    }

    @Test func `without a query there is no question mark`() throws {
        #expect(try request("GET", "/").location == "/")
    }

    private func request(
        _ method: String = "GET",
        _ path: String = "/x",
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: APIRequestBody = .none
    ) throws -> APIRequest {
        try APIRequest(method: method, path: path, query: query, headers: headers, body: body)
    }
}
