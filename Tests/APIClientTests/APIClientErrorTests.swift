import APIClient
import Glibc
import Testing

@Suite struct APIClientErrorTests {
    private static let there = APIEndpoint.url("http://ops:secret@host:81", .bearer("token"))

    static let sentences: [(APIClientError, String)] = [
        (.invalidEndpoint("host", reason: "why"), "\"host\" is not the address of a host: why."),
        (.invalidRequest("GET x", reason: "why"), "The request GET x cannot be sent: why."),
        (
            .unreachable(there, reason: "why"),
            "No host answers at http://host:81: why; check the address, or start it there with "
                + "`nyala serve --home DIR --listen HOST:PORT`."
        ),
        (
            .unreachable(.unixSocket(path: "/srv/site/run/nyala.sock"), reason: "why"),
            "No host answers at /srv/site/run/nyala.sock; start it with `nyala serve --home /srv/site`."
        ),
        (
            .unreachable(.unixSocket(path: "/tmp/other.sock"), reason: "why"),
            "No host answers at /tmp/other.sock; start it with `nyala serve --home DIR`."
        ),
        (
            .timedOut(there, request: "GET /x", reason: "why"),
            "The host at http://host:81 did not answer GET /x in time: why; look at its log, or try again."
        ),
        (
            .protocolError(there, request: "GET /x", reason: "why"),
            "The answer of http://host:81 to GET /x is unusable: why; check that a Nyala host listens there."
        ),
        (
            .answerTooLarge(there, request: "GET /x", limit: 10),
            "The answer of http://host:81 to GET /x has more than 10 bytes; ask for a part of it."
        ),
        (
            .bodyUnreadable(there, request: "PUT /x", code: nil),
            "Sending PUT /x to http://host:81 stopped: the file ended early; do not change it meanwhile."
        ),
        (
            .bodyUnreadable(there, request: "PUT /x", code: EISDIR),
            "Sending PUT /x to http://host:81 stopped: reading the file failed: Is a directory."
        ),
        (.unavailable(reason: "why"), "No request can be sent: libcurl could not be set up: why."),
    ]

    @Test(arguments: sentences)
    func `says what failed, where, why, and what to do`(error: APIClientError, sentence: String) {
        #expect("\(error)" == sentence)
    }

    @Test func `only a host that was not found is unreachable`() {
        #expect(APIClientError.unreachable(Self.there, reason: "why").isUnreachable)
        #expect(!APIClientError.timedOut(Self.there, request: "GET /x", reason: "why").isUnreachable)
        #expect(!APIClientError.protocolError(Self.there, request: "GET /x", reason: "why").isUnreachable)
        #expect(!APIClientError.invalidEndpoint("host", reason: "why").isUnreachable)
    }
}
