import Accounts
import Hummingbird
import HTTPTypes
import LinuxSystem

/// Lets a request in when it comes through the local socket or names an account and its password.
struct Authentication: RouterMiddleware {
    typealias Context = APIContext

    let credentials: CredentialChecker
    let isLocalSocket: Bool
    let clock: any TimeSource

    func handle(
        _ request: Request,
        context: APIContext,
        next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if isLocalSocket {
            context.identity = .local
            return try await next(request, context)
        }
        if Self.isOpen(request.uri.path) { return try await next(request, context) }
        switch credentials.check(
            header: request.headers[.authorization],
            from: context.remoteAddress ?? "",
            at: clock.monotonicTime()
        ) {
        case .accepted(let name):
            context.identity = .account(name)
            return try await next(request, context)
        case .missing, .refused:
            return Self.challenge()
        case .throttled(let seconds):
            var response = Problem(
                .tooManyRequests,
                "Too many wrong passwords came from this address; try again in \(seconds) s."
            ).response()
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    /// Load balancers and uptime checks ask without an account; the answer holds nothing but the state.
    private static func isOpen(_ path: String) -> Bool {
        path == "/healthz" || path == "/readyz"
    }

    private static func challenge() -> Response {
        var response = Problem(.unauthorized, "Sign in with an account of this site (Basic authentication).").response()
        response.headers[.wwwAuthenticate] = "Basic realm=\"Nyala\", charset=\"UTF-8\""
        return response
    }
}
