import Accounts
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// `/api/v1/session`: signing in with a browser, signing out, and who one is.
struct SessionRoutes: Sendable {
    static let path = "/api/v1/session"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.post("api/v1/session") { request, context in try await signIn(request, context) }
        router.get("api/v1/session") { _, context in try show(context) }
        router.delete("api/v1/session") { _, context in try await signOut(context) }
    }

    private func signIn(_ request: Request, _ context: APIContext) async throws -> Response {
        if let reason = CrossOrigin.refusal(request, isSession: false) { throw ProblemAnswer(.forbidden, reason) }
        let body = try await JSONBody(request)
        try body.check(only: "user", "password")
        let credentials = BasicCredentials(name: try body.text("user"), password: try body.text("password"))
        let address = ThrottledAddress(context.remoteAddress ?? "")
        let (authenticator, now) = (services.authenticator, services.clock.monotonicTime())
        let verdict = try await services.blocking.perform {
            try authenticator.verdict(on: credentials, from: address, at: now)
        }
        switch verdict {
        case .account(let account):
            let name = String((request.headers[.userAgent] ?? "browser").prefix(AccessToken.maximumNameLength / 2))
            let (tokens, time) = (services.authenticator.tokens, services.clock.wallTime())
            let made = try await services.blocking.perform {
                try tokens.addSession(of: account.name, name: name, at: time)
            }
            var response = try shape(.token(made.token))
            response.headers[.setCookie] = SessionCookie.header(
                made.text,
                isSecure: request.baseURL.hasPrefix("https:")
            )
            return response
        case .throttled(let delay):
            let seconds = max(1, delay.components.seconds)
            throw ProblemAnswer(.tooManyRequests, "Too many wrong passwords came from this address; wait \(seconds) s.")
        case .refused, .token:
            throw ProblemAnswer(.unauthorized, "There is no account with this name and password.")
        }
    }

    private func signOut(_ context: APIContext) async throws -> Response {
        if case .token(let token) = context.identity, token.session != nil {
            let tokens = services.authenticator.tokens
            try await services.blocking.perform { try tokens.remove(token.id) }
        }
        return Response(status: .noContent, headers: [.setCookie: SessionCookie.removal])
    }

    private func show(_ context: APIContext) throws -> Response {
        guard let identity = context.identity else { throw ProblemAnswer(.unauthorized, "Nobody is signed in.") }
        return try shape(identity)
    }

    private func shape(_ identity: Identity) throws -> Response {
        var object: JSONObject = [
            "name": .string(identity.name),
            "means": .string(identity.means),
            "scopes": .array(identity.grant.scopes.sorted().map { .string($0.rawValue) }),
            "job": .optional(identity.grant.job?.description),
        ]
        if case .token(let token) = identity { object["expires"] = .optional(token.expires?.description) }
        return JSONAnswer.response(.object(object))
    }
}
