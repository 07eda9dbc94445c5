import HTTPTypes
import Hummingbird

/// Lets only trusted proxies say who a request is from and under which address it was made.
///
/// It stands before everything else: what comes after may believe the three headers, and takes
/// ``APIContext/remoteAddress`` for the client's. From anybody else they are taken away.
struct ForwardedHeaders: RouterMiddleware {
    typealias Context = APIContext

    let isTrusted: @Sendable (_ address: String) -> Bool

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let names: [HTTPField.Name] = [.forwardedFor, .forwardedScheme, .forwardedHost]
        guard names.contains(where: { request.headers.contains($0) }) else { return try await next(request, context) }
        var head = request.head
        for name in names { head.headerFields[name] = nil }
        var context = context
        if let peer = context.remoteAddress, isTrusted(peer) {
            let claims = ForwardedRequest(
                clients: request.headers[values: .forwardedFor],
                schemes: request.headers[values: .forwardedScheme],
                hosts: request.headers[values: .forwardedHost],
                isTrusted: isTrusted
            )
            head.headerFields[.forwardedFor] = claims.client
            head.headerFields[.forwardedScheme] = claims.scheme
            head.headerFields[.forwardedHost] = claims.host
            context.remoteAddress = claims.client ?? peer
        }
        return try await next(Request(head: head, body: request.body), context)
    }
}

extension Request {
    /// Scheme and host as the client used them, for links in answers.
    var baseURL: String { "\(scheme)://\(publicHost)" }

    /// `https` over TLS, and where a trusted proxy says so.
    var scheme: String { headers[.forwardedScheme] ?? head.scheme ?? "http" }

    /// Name and port as the client wrote them.
    var publicHost: String { headers[.forwardedHost] ?? head.authority ?? "localhost" }
}

extension HTTPField.Name {
    static let forwardedFor = constant("X-Forwarded-For")
    static let forwardedScheme = constant("X-Forwarded-Proto")
    static let forwardedHost = constant("X-Forwarded-Host")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("a constant, valid name") }
        return name
    }
}
