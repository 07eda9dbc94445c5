import HTTPTypes
import Hummingbird
import JobModel

/// An answer that says what went wrong, as RFC 9457 problem details: a status, a title, and one sentence for the
/// reader.
struct ProblemAnswer: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let detail: String

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    static let contentType = "application/problem+json"

    var value: JSONValue {
        .object([
            "type": .string("about:blank"),
            "title": .string(status.reasonPhrase),
            "status": .integer(status.code),
            "detail": .string(detail),
        ])
    }

    func response() -> Response {
        JSONAnswer.response(value, status: status, contentType: Self.contentType)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        response()
    }
}
