import Testing

@testable import GitHosting

@Suite struct HTTPBackendExchangeTests {
    @Test(arguments: ["A: 1\r\nB: 2\r\n\r\nrest", "A: 1\nB: 2\n\nrest"])
    func `the head ends at the empty line, with or without carriage returns`(text: String) throws {
        let bytes = Array(text.utf8)
        let end = try #require(HTTPBackendExchange.headEnd(bytes))
        let head = HTTPBackendExchange.parse(bytes[..<end.lowerBound], rest: Array(bytes[end.upperBound...]))
        #expect(head.status == 200)
        #expect(head.headers == ["A: 1", "B: 2"])
        #expect(head.rest == Array("rest".utf8))
    }

    @Test func `a status line of the CGI is the status`() {
        let head = HTTPBackendExchange.parse(Array("Status: 404 Not Found\r\nA: 1".utf8)[...], rest: [])
        #expect(head.status == 404)
        #expect(head.headers == ["A: 1"])
        #expect(HTTPBackendExchange.parse(Array("Status: what".utf8)[...], rest: []).status == 500)
    }

    @Test(arguments: ["", "A: 1", "A: 1\r\n", "A: 1\r\n\r"])
    func `a head that is cut off has no end`(text: String) {
        #expect(HTTPBackendExchange.headEnd(Array(text.utf8)) == nil)
    }
}
