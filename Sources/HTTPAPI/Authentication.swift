import Accounts
import HTTPTypes
import Hummingbird
import LinuxSystem
import Logging

/// Lets a request in when it comes through the local socket or names an account and its password.
struct Authentication: RouterMiddleware {
    typealias Context = APIContext

    let services: APIServices
    let isLocalSocket: Bool

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if isLocalSocket {
            context.identity = .local
            return try await next(request, context)
        }
        if Self.isOpen(request.uri.path) { return try await next(request, context) }
        // A webhook that has no account shows by its signature who it is.
        if request.uri.path == WebhookRoutes.path, request.headers[.authorization] == nil {
            return try await next(request, context)
        }
        guard let header = request.headers[.authorization], let credentials = BasicCredentials(header: header) else {
            return Self.challenge()
        }
        switch try await verdict(credentials, ThrottledAddress(context.remoteAddress ?? "")) {
        case .account(let account):
            context.identity = .account(account.name.text)
            return try await next(request, context)
        case .refused:
            services.logger.notice("sign-in refused", metadata: ["address": "\(context.remoteAddress ?? "")"])
            return Self.challenge()
        case .throttled(let delay):
            let seconds = max(1, delay.components.seconds)
            var response = ProblemAnswer(
                .tooManyRequests,
                "Too many wrong passwords came from this address; try again in \(seconds) s."
            ).response()
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    private func verdict(
        _ credentials: BasicCredentials,
        _ address: ThrottledAddress
    ) async throws -> Authenticator.Verdict {
        let authenticator = services.authenticator
        let now = services.clock.monotonicTime()
        if let quick = try authenticator.quickVerdict(on: credentials, from: address, at: now) { return quick }
        return try await services.blocking.perform {
            try authenticator.verdict(on: credentials, from: address, at: now)
        }
    }

    /// Load balancers and uptime checks ask without an account; the answer holds nothing but the state.
    private static func isOpen(_ path: String) -> Bool {
        path == "/healthz" || path == "/readyz"
    }

    private static func challenge() -> Response {
        var response = ProblemAnswer(.unauthorized, "Sign in with an account of this site (Basic authentication).")
            .response()
        response.headers[.wwwAuthenticate] = "Basic realm=\"Nyala\", charset=\"UTF-8\""
        return response
    }
}
