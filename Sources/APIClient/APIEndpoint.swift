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

    /// Rather too little than a part of a password: where the text before an `@` may be one, it is left out.
    private static func withoutUserInformation(_ text: String) -> String {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let rest = text[start...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let isPort = authority.split(separator: ":", maxSplits: 1).dropFirst().first?.allSatisfy(\.isNumber) ?? true
        let place = authority.contains("@") || isPort ? authority : rest
        guard let at = place.lastIndex(of: "@") else { return text }
        return String(text[..<start] + text[text.index(after: at)...])
    }
}
