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
        let begun = try await BrowserSession(services: services).begin(credentials, request, context)
        var response = try shape(.token(begun.token))
        response.headers[.setCookie] = begun.cookie
        return response
    }

    private func signOut(_ context: APIContext) async throws -> Response {
        try await BrowserSession(services: services).end(context)
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
