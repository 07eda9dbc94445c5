import Dashboard
import HTTPTypes
import Hummingbird
import JobModel
import NIOCore

/// Answers with pages, and leads from one to another.
enum PageAnswer {
    /// Nothing but our own files, no script or style in the page itself, no frame around it; and nothing leaves the host.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")

    /// `request`: of which a notice that waits is shown, and then forgotten.
    static func page(_ page: Page, status: HTTPResponse.Status = .ok, for request: Request) -> Response {
        var page = page
        var headers: HTTPFields = [:]
        // Looking whether something has changed is not reading.
        if page.notice == nil, !request.isRefresh, let notice = NoticeCookie.notice(request) {
            page.notice = notice
            headers.append(HTTPField(name: .setCookie, value: NoticeCookie.removal))
        }
        return response(page, status, headers)
    }

    /// What went wrong, as a page with a way back.
    static func failure(_ answer: ProblemAnswer, _ request: Request, _ context: APIContext) -> Response {
        let page = FailurePage.page(
            status: answer.status.code,
            title: answer.status.reasonPhrase,
            detail: answer.detail,
            viewer: context.identity.map { Viewer($0) },
            back: request.method == .get ? "/" : request.previousPage ?? "/"
        )
        return response(page, answer.status, [:])
    }

    /// Goes on with another page by GET, on which the notice is shown.
    static func redirect(to path: String, notice: Notice? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: path])
        if let notice { response.headers.append(HTTPField(name: .setCookie, value: NoticeCookie.header(notice))) }
        return response
    }

    /// Back to the page with the form that was sent.
    static func back(_ request: Request, else path: String, notice: Notice) -> Response {
        redirect(to: request.previousPage ?? path, notice: notice)
    }

    /// To the page to sign in, and then back to where somebody wanted to go.
    static func signIn(_ request: Request) -> Response {
        let wanted = request.method == .get ? "\(request.uri)" : request.previousPage ?? "/"
        let next = wanted == "/" ? "" : "?next=\(QueryString.encode(wanted))"
        return redirect(to: "\(SignInRoutes.path)\(next)")
    }

    /// A piece of a page, for a script that puts it into its place.
    static func fragment(_ html: HTML) -> Response {
        response(html.bytes, .ok, [:])
    }

    private static func response(_ page: Page, _ status: HTTPResponse.Status, _ more: HTTPFields) -> Response {
        response(page.html.bytes, status, more)
    }

    private static func response(_ bytes: [UInt8], _ status: HTTPResponse.Status, _ more: HTTPFields) -> Response {
        var headers = more
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] = policy
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        // After somebody has signed out, nobody goes back to what they saw.
        headers[.cacheControl] = "no-store"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension HTTPField.Name {
    fileprivate static var referrerPolicy: Self {
        guard let name = Self("Referrer-Policy") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
