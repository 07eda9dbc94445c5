import APIClient
import Testing

@Suite struct APIResponseTests {
    private static let problem = Array(#"{"title": "Not found", "status": 404}"#.utf8)

    @Test(arguments: [(0, false), (199, false), (200, true), (204, true), (299, true), (300, false), (404, false)])
    func `succeeds from 200 to 299`(status: Int, isSuccess: Bool) {
        #expect(APIResponse(status: status, headers: [], body: []).isSuccess == isSuccess)
    }

    @Test func `finds the first header of a name in any case`() {
        let headers = [APIHeader("x-one", "1"), APIHeader("X-Two", "2"), APIHeader("X-TWO", "3")]
        let response = APIResponse(status: 200, headers: headers, body: [])
        #expect(response.header("X-One") == "1")
        #expect(response.header("x-two") == "2")
        #expect(response.header("X-Three") == nil)
    }

    @Test func `its text replaces what is not UTF-8`() {
        #expect(APIResponse(status: 200, headers: [], body: Array("é".utf8)).text == "é")
        #expect(APIResponse(status: 200, headers: [], body: [0x61, 0xFF, 0x62]).text == "a\u{FFFD}b")
    }

    @Test(arguments: [
        "application/problem+json", "Application/Problem+JSON", "application/problem+json; charset=utf-8",
        "application/problem+json;charset=utf-8", "application/problem+json ; charset=utf-8",
    ])
    func `tells what is wrong`(type: String) {
        let response = APIResponse(status: 404, headers: [APIHeader("content-type", type)], body: Self.problem)
        #expect(response.problem == ProblemDetails(title: "Not found", status: 404))
    }

    @Test(arguments: ["", "application/json", "text/plain; application/problem+json", "application/problem+jsonx"])
    func `another type tells nothing`(type: String) {
        let response = APIResponse(status: 404, headers: [APIHeader("Content-Type", type)], body: Self.problem)
        #expect(response.problem == nil)
    }

    @Test func `without a type or with a broken body it tells nothing`() {
        let headers = [APIHeader("Content-Type", ProblemDetails.mediaType)]
        #expect(APIResponse(status: 404, headers: [], body: Self.problem).problem == nil)
        #expect(APIResponse(status: 404, headers: headers, body: Array(Self.problem.dropLast())).problem == nil)
        #expect(APIResponse(status: 404, headers: headers, body: []).problem == nil)
    }
}
