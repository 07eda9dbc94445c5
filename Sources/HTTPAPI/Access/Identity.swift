import Accounts
import JobModel

/// Who is asking.
enum Identity: Sendable, Hashable {
    /// Through the local socket: the kernel says that it is this host's user, or root.
    case local
    case account(String)
    /// With a token, which may be the session of a browser.
    case token(AccessToken)

    /// For records: the account, what the token is called, or `local`.
    var name: String {
        switch self {
        case .local: "local"
        case .account(let name): name
        case .token(let token): token.session?.text ?? "token \(token.name)"
        }
    }

    var grant: Grant {
        switch self {
        case .local, .account: .everything
        case .token(let token): token.grant
        }
    }

    /// By what they have shown who they are.
    var means: String {
        switch self {
        case .local: "socket"
        case .account: "password"
        case .token(let token): token.session == nil ? "token" : "session"
        }
    }
}
