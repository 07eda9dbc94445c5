import Accounts
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// `/api/v1/tokens`: what programs sign in with.
struct TokenRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/tokens") { _, _ in try await list() }
        router.post("api/v1/tokens") { request, context in try await make(request, context) }
        router.delete("api/v1/tokens/:id") { _, context in
            let (id, tokens) = (context.part("id"), services.authenticator.tokens)
            try await services.blocking.perform { try tokens.remove(id) }
            return Response(status: .noContent)
        }
    }

    private func list() async throws -> Response {
        let (authenticator, now) = (services.authenticator, services.clock.wallTime())
        let tokens = try await services.blocking.perform { try authenticator.tokens.list(at: now) }
        authenticator.uses.keepOnly(Set(tokens.map(\.id)))
        return JSONAnswer.response(.array(tokens.map { .object(shape($0)) }))
    }

    private func make(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await JSONBody(request)
        try body.check(only: "name", "scopes", "job", "expires", "lifetime")
        let name = try body.text("name")
        let scopes = try body.texts("scopes").map { text in
            guard let scope = Scope(rawValue: text) else {
                throw ProblemAnswer(.badRequest, "\"\(text)\" is no scope; there are \(Scope.list)")
            }
            return scope
        }
        let job = try body.optionalText("job").map { text in
            guard let id = JobID(path: text) else {
                throw ProblemAnswer(.badRequest, "\"\(text)\" is no job; write continuous/NAME or triggered/NAME")
            }
            return id
        }
        let now = services.clock.wallTime()
        let expires = try Self.expiry(body, now)
        let tokens = services.authenticator.tokens
        let made = try await services.blocking.perform {
            try tokens.add(name, Grant(Set(scopes), job: job), expires: expires, at: now)
        }
        context.auditNote?.text = made.token.summary
        var object = shape(made.token)
        object["token"] = .string(made.text.text)
        return JSONAnswer.response(.object(object), status: .created)
    }

    /// `expires` is a time, `lifetime` a span from now; a token with neither is good until it is revoked.
    private static func expiry(_ body: JSONBody, _ now: Timestamp) throws -> Timestamp? {
        if let text = try body.optionalText("expires") {
            guard let time = Timestamp(boundary: text) else {
                throw ProblemAnswer(.badRequest, "\"expires\" must be a time such as 2031-02-03T04:05:06Z")
            }
            return time
        }
        guard let text = try body.optionalText("lifetime") else { return nil }
        guard let lifetime = TokenLifetime.parse(text) else {
            throw ProblemAnswer(.badRequest, "\"lifetime\" must be \(TokenLifetime.forms)")
        }
        return now + lifetime
    }

    private func shape(_ token: AccessToken) -> JSONObject {
        token.json(lastUse: services.authenticator.uses.last(of: token.id))
    }
}
