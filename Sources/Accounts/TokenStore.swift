import Cryptography
package import JobModel

/// The tokens of a site, in one file with a hash of each.
///
/// The file is read again when it has changed, so a token that another process revokes is worth nothing at once.
package final class TokenStore: Sendable {
    /// Tokens and sessions at a time; each is a line in a list that somebody has to read.
    package static let maximumTokens = 1000
    /// Sessions of one account at a time; a new one takes the place of the oldest.
    package static let maximumSessions = 20
    /// How long a browser stays signed in.
    package static let sessionLifetime = Duration.seconds(7 * 86_400)

    private let file: DocumentFile<TokenDocument>
    private let accounts: AccountStore

    /// The file need not exist; its folder must, before the first token is made.
    package init(path: String, accounts: AccountStore) {
        file = DocumentFile(path: path)
        self.accounts = accounts
    }

    /// Makes a token; its text is in the answer and nowhere else.
    package func add(
        _ name: String,
        _ grant: Grant,
        expires: Timestamp?,
        at now: Timestamp
    ) throws(AccountsError) -> (token: AccessToken, text: TokenText) {
        guard !grant.scopes.isEmpty else { throw .invalidToken(reason: "it would have no scope and be of no use") }
        if let expires, expires <= now { throw .invalidToken(reason: "it would have expired already") }
        return try make(name, grant, expires: expires, at: now)
    }

    /// Makes a session for somebody whose password was found right.
    package func addSession(
        of account: AccountName,
        name: String,
        at now: Timestamp
    ) throws(AccountsError) -> (token: AccessToken, text: TokenText) {
        guard let mark = try accounts.passwordMark(of: account) else { throw .unknownAccount(account) }
        return try make(name, .everything, session: account, mark: mark, expires: now + Self.sessionLifetime, at: now)
    }

    private func make(
        _ name: String,
        _ grant: Grant,
        session: AccountName? = nil,
        mark: String? = nil,
        expires: Timestamp?,
        at now: Timestamp
    ) throws(AccountsError) -> (token: AccessToken, text: TokenText) {
        try AccessToken.check(name: name)
        let text = try TokenText()
        let token = AccessToken(
            id: text.id,
            name: name,
            grant: grant,
            session: session,
            created: now,
            expires: expires
        )
        try file.change { (document) throws(AccountsError) in
            document.forgetExpired(at: now)
            if let session, let mark {
                document.makeRoom(forSessionOf: session, passwordMark: mark, limit: Self.maximumSessions)
            }
            guard document.entries.count < Self.maximumTokens else {
                throw .invalidToken(reason: "there are \(Self.maximumTokens) already; revoke some first")
            }
            document[text.id] = TokenDocument.Entry(token: token, digest: text.digest, passwordMark: mark)
        }
        return (token, text)
    }

    /// Makes a token worthless, at once.
    package func remove(_ id: String) throws(AccountsError) {
        try file.change { (document) throws(AccountsError) in
            guard document[id] != nil else { throw .unknownToken(id) }
            document[id] = nil
        }
    }

    /// Whether the file can be read.
    package func check() throws(AccountsError) {
        _ = try file.current()
    }

    /// All that are worth something, oldest first; sessions as well.
    package func list(at now: Timestamp) throws(AccountsError) -> [AccessToken] {
        var tokens: [AccessToken] = []
        for entry in try file.current().entries.values where !entry.token.isExpired(at: now) {
            if let account = entry.token.session, try accounts.passwordMark(of: account) != entry.passwordMark {
                continue
            }
            tokens.append(entry.token)
        }
        return tokens.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// The token with this text; `nil` when there is none, or none any more.
    ///
    /// Takes the same time whether the id or the secret is wrong. One `stat` and a short hash: it may be called from a
    /// thread that must not block. A session ends with its account, and with a new password of it.
    package func verify(_ text: TokenText, at now: Timestamp) throws(AccountsError) -> AccessToken? {
        let entry = try file.current()[text.id]
        let digest = entry?.digest ?? Self.noDigest
        guard Sodium.isEqual(Array(text.digest.utf8), Array(digest.utf8)), let entry else { return nil }
        guard !entry.token.isExpired(at: now) else { return nil }
        if let account = entry.token.session {
            guard let mark = try accounts.passwordMark(of: account), mark == entry.passwordMark else { return nil }
        }
        return entry.token
    }

    /// Whether a token that was good is so still; for what goes on for long after it was shown.
    package func isGood(_ token: AccessToken, at now: Timestamp) throws(AccountsError) -> Bool {
        guard let entry = try file.current()[token.id], !entry.token.isExpired(at: now) else { return false }
        guard let account = entry.token.session else { return true }
        return try accounts.passwordMark(of: account) == entry.passwordMark
    }

    /// As long as a digest, and the digest of nothing.
    private static let noDigest = String(repeating: "-", count: 64)
}
