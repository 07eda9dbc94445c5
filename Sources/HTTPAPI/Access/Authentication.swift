import Accounts
import AuditTrail
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import Logging
import NIOCore

/// Lets a request in when it shows who it is from, and only to what they may do.
///
/// The local socket tells by itself; everybody else names an account and its password, or has a token: as bearer, as
/// password of Basic credentials (git and the original's clients know nothing else), or as the cookie of a session.
struct Authentication: RouterMiddleware {
    typealias Context = APIContext

    let services: APIServices
    let isLocalSocket: Bool

    /// Why a request is not let in.
    private struct Refusal: Error {
        var status = HTTPResponse.Status.unauthorized
        let detail: String
        var retryAfter: Int?
    }

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            if isLocalSocket {
                try await checkPeer(context)
                context.identity = .local
            } else if !Self.isOpen(request) || Self.hasCredentials(request) {
                context.identity = try await identity(request, context)
            }
            try check(request, context)
            return try await next(request, context)
        } catch let refusal as Refusal {
            if Auditing.changes(request) || request.headers[.authorization] != nil {
                services.auditing.record(request, context, refusal.status, refusal.detail)
            }
            return Self.answer(refusal, request, context)
        } catch let error as AccountsError where context.identity == nil {
            // Who has not signed in is told nothing of the host's files.
            services.logger.error("nobody can sign in", metadata: ["error": "\(error)"])
            let detail = "Signing in does not work at the moment; the host's log says why."
            services.auditing.record(request, context, .internalServerError, detail)
            return ProblemAnswer(.internalServerError, detail).response()
        }
    }

    // MARK: who

    private func identity(_ request: Request, _ context: APIContext) async throws -> Identity? {
        let address = ThrottledAddress(context.remoteAddress ?? "")
        if let header = request.headers[.authorization] {
            if let token = Self.token(header) { return try identity(token, isSession: false) }
            guard let credentials = BasicCredentials(header: header) else { throw Refusal(detail: Self.howTo) }
            return try Self.identity(try await verdict(credentials, address))
        }
        if let token = SessionCookie.token(request) { return try identity(token, isSession: true) }
        // A webhook that has no account shows by its signature who it is.
        if request.uri.path == WebhookRoutes.path { return nil }
        throw Refusal(detail: Self.howTo)
    }

    private static let howTo = "Sign in with an account of this site (Basic authentication) or a token (Bearer)."

    /// `Bearer TOKEN`, or Basic credentials of which the password is a token.
    private static func token(_ header: String) -> TokenText? {
        if header.lowercased().hasPrefix("bearer ") {
            return TokenText(String(header.dropFirst("bearer ".count).drop { $0 == " " }))
        }
        return BasicCredentials(header: header).flatMap { TokenText($0.password) }
    }

    private func identity(_ text: TokenText, isSession: Bool) throws -> Identity {
        let now = services.clock.wallTime()
        return try Self.identity(services.authenticator.verdict(on: text, isSession: isSession, now))
    }

    private static func identity(_ verdict: Authenticator.Verdict) throws -> Identity {
        switch verdict {
        case .account(let account): return .account(account.name.text)
        case .token(let token): return .token(token)
        case .refused: throw Refusal(detail: howTo)
        case .throttled(let delay):
            let seconds = Int(max(1, delay.components.seconds))
            throw Refusal(
                status: .tooManyRequests,
                detail: "Too many wrong passwords came from this address; try again in \(seconds) s.",
                retryAfter: seconds
            )
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

    // MARK: what

    private func check(_ request: Request, _ context: APIContext) throws {
        guard let identity = context.identity else { return }
        if let reason = CrossOrigin.refusal(request, isSession: identity.means == "session") {
            throw Refusal(status: .forbidden, detail: reason)
        }
        guard case .token(let token) = identity, token.session == nil, !Self.isForEverybody(request) else { return }
        let needed = AccessRules.requirement(request.method, path: request.uri.path)
        guard !token.grant.allows(needed.scope, on: needed.subject) else { return }
        let scopes = token.grant.scopes.sorted().map(\.rawValue).joined(separator: ", ")
        let job = token.grant.job.map { " of \($0) only" } ?? ""
        throw Refusal(
            status: .forbidden,
            detail: "This needs the scope \(needed.scope.rawValue); the token \"\(token.name)\" has \(scopes)\(job)."
        )
    }

    /// Load balancers and uptime checks ask without an account; the answer holds nothing but the state.
    ///
    /// A browser that signs in has nothing yet to show.
    private static func isOpen(_ request: Request) -> Bool {
        switch request.uri.path {
        case HealthRoutes.healthPath, HealthRoutes.readinessPath: true
        case SessionRoutes.path: request.method == .post
        case SignInRoutes.path: true
        default: AssetRoutes.isAsset(request)
        }
    }

    /// Whoever they are and whatever they may do: they may ask who they are, and whether the host is well.
    private static func isForEverybody(_ request: Request) -> Bool {
        [HealthRoutes.healthPath, HealthRoutes.readinessPath, SessionRoutes.path, SignInRoutes.path]
            .contains(request.uri.path) || AssetRoutes.isAsset(request)
    }

    /// Who may ask without an account and has one hears more.
    ///
    /// A session that has ended is no hindrance to a new one.
    private static func hasCredentials(_ request: Request) -> Bool {
        request.uri.path != SessionRoutes.path && request.headers[.authorization] != nil
    }

    // MARK: the local socket

    /// The folder's permissions let only this user in; the kernel is asked all the same.
    private func checkPeer(_ context: APIContext) async throws {
        guard let user = try await context.peerUser() else { return }
        guard user == 0 || user == HostUser.id else {
            throw Refusal(status: .forbidden, detail: "This socket is for the host's own user and root.")
        }
    }

    // MARK: answers

    private static func answer(_ refusal: Refusal, _ request: Request, _ context: APIContext) -> Response {
        if request.isForPage, request.acceptsPages {
            // Whoever shows a password that is wrong was not sent here by a page.
            if refusal.status == .unauthorized, request.headers[.authorization] == nil {
                return PageAnswer.signIn(request)
            }
            return PageAnswer.failure(ProblemAnswer(refusal.status, refusal.detail), request, context)
        }
        var response = ProblemAnswer(refusal.status, refusal.detail).response()
        if refusal.status == .unauthorized {
            response.headers[.wwwAuthenticate] = "Basic realm=\"Nyala\", charset=\"UTF-8\""
        }
        if let seconds = refusal.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}
