/// Where a host listens, and how to sign in there.
///
/// Its description never holds a password or token.
package enum APIEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// The host of a home on this machine: it knows the caller by user id.
    case unixSocket(path: String)
    /// `http://HOST:PORT` or `https://…`, perhaps with a path before `/api`. A name and password inside of the URL
    /// are used when no others are given.
    case url(String, APICredentials = .none)

    package var description: String {
        switch self {
        case .unixSocket(let path): path
        case .url(let text, _): Self.withoutUserInformation(text)
        }
    }

    private static func withoutUserInformation(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(text[..<scheme.upperBound] + text[text.index(after: at)...])
    }
}
