import APIClient
import Testing

@Suite struct ProblemDetailsTests {
    static let sentences: [(ProblemDetails, String)] = [
        (ProblemDetails(title: "title", detail: "detail", status: 404, code: "code"), "detail"),
        (ProblemDetails(title: "title", status: 404, code: "code"), "title"),
        (ProblemDetails(status: 404, code: "code"), "the host answered with status 404"),
        (ProblemDetails(code: "code"), "the host gave no reason"),
    ]

    static let texts: [(text: String, details: ProblemDetails)] = [
        (
            #"{"type": "about:blank", "title": "t", "status": 409, "detail": "d\n", "code": "busy", "more": [1]}"#,
            ProblemDetails(title: "t", detail: "d\n", status: 409, code: "busy")
        ),
        (#"{"title": 1, "detail": null, "status": "404", "code": ["busy"]}"#, ProblemDetails()),
        (#"{"status": 404.5, "title": "t"}"#, ProblemDetails(title: "t")),
        ("{}", ProblemDetails()),
    ]

    @Test func `has the media type of RFC 9457`() {
        #expect(ProblemDetails.mediaType == "application/problem+json")
    }

    @Test(arguments: texts)
    func `a member of a wrong type counts as missing`(text: String, details: ProblemDetails) {
        #expect(ProblemDetails(parsing: Array(text.utf8)) == details)
    }

    @Test(arguments: ["", "[]", "null", "\"title\"", "{\"title\": \"t\"", "<html>", "{} {}"])
    func `what is no object tells nothing`(text: String) {
        #expect(ProblemDetails(parsing: Array(text.utf8)) == nil)
    }

    @Test(arguments: sentences)
    func `says the most telling sentence there is`(details: ProblemDetails, sentence: String) {
        #expect("\(details)" == sentence)
    }
}
