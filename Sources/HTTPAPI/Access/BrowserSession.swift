import Accounts
import Hummingbird
import JobModel
import LinuxSystem

/// Begins and ends what a browser is signed in by.
struct BrowserSession: Sendable {
    let services: APIServices

    /// Makes a session for who shows name and password of an account.
    func begin(_ credentials: BasicCredentials, _ request: Request, _ context: APIContext) async throws
        -> (token: AccessToken, cookie: String)
    {
        if let reason = CrossOrigin.refusal(request, isSession: false) { throw ProblemAnswer(.forbidden, reason) }
        let address = ThrottledAddress(context.remoteAddress ?? "")
        let (authenticator, now) = (services.authenticator, services.clock.monotonicTime())
        let verdict = try await services.blocking.perform {
            try authenticator.verdict(on: credentials, from: address, at: now)
        }
        switch verdict {
        case .account(let account):
            context.auditNote?.identity = .account(account.name.text)
            let name = String((request.headers[.userAgent] ?? "browser").prefix(AccessToken.maximumNameLength / 2))
            let (tokens, time) = (services.authenticator.tokens, services.clock.wallTime())
            let made = try await services.blocking.perform {
                try tokens.addSession(of: account.name, name: name, at: time)
            }
            return (made.token, SessionCookie.header(made.text, isSecure: request.baseURL.hasPrefix("https:")))
        case .throttled(let delay):
            let seconds = max(1, delay.components.seconds)
            throw ProblemAnswer(.tooManyRequests, "Too many wrong passwords came from this address; wait \(seconds) s.")
        case .refused, .token:
            throw ProblemAnswer(.unauthorized, "There is no account with this name and password.")
        }
    }

    /// Ends the session by which somebody is here; whoever has none keeps what they have.
    func end(_ context: APIContext) async throws {
        guard case .token(let token) = context.identity, token.session != nil else { return }
        let tokens = services.authenticator.tokens
        try await services.blocking.perform { try tokens.remove(token.id) }
    }
}
