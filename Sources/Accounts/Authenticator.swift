package import JobModel
import Synchronization

/// Decides who a request is from: stores, cache and throttle behind one question.
///
/// A client whose credentials are known costs some microseconds, any other a whole password check. These run one at a
/// time, so that many at once need the memory of one; call from a thread that may block.
package final class Authenticator: Sendable {
    package enum Verdict: Sendable, Hashable {
        case account(Account)
        case token(AccessToken)
        /// The name or the password is wrong, or the token is worth nothing; which of them is not told.
        case refused
        /// Too many failures from this address; the credentials were not looked at.
        case throttled(retryAfter: Duration)
    }

    package let store: AccountStore
    package let tokens: TokenStore
    package let uses: TokenUses
    private let cache: CredentialCache
    private let throttle: Mutex<FailureThrottle>
    private let turn = Mutex(())

    package init(
        store: AccountStore,
        tokens: TokenStore,
        uses: TokenUses,
        limits: FailureThrottle.Limits = FailureThrottle.Limits()
    ) throws(AccountsError) {
        self.store = store
        self.tokens = tokens
        self.uses = uses
        cache = try CredentialCache()
        throttle = Mutex(FailureThrottle(limits: limits))
    }

    /// Whether these credentials are an account's, asked from this address at this moment.
    package func verdict(
        on credentials: BasicCredentials,
        from address: ThrottledAddress,
        at now: MonotonicTime
    ) throws(AccountsError) -> Verdict {
        if let quick = try quickVerdict(on: credentials, from: address, at: now) { return quick }
        return try turn.withLock { (_) throws(AccountsError) in
            // While this request waited for its turn, another may have verified the same or used up the address's tries.
            if let quick = try quickVerdict(on: credentials, from: address, at: now) { return quick }
            let version = try store.version()
            guard let account = try store.verify(name: credentials.name, password: credentials.password) else {
                throttle.withLock { $0.recordFailure(of: address, at: now) }
                return .refused
            }
            cache.remember(credentials, as: account, version: version)
            return .account(account)
        }
    }

    /// Whether this token is worth something; may be called from a thread that must not block.
    ///
    /// A session comes in a cookie and any other token in a header: one is not taken for the other. Tokens neither wait
    /// for those who guess passwords nor count as such guesses: nobody guesses 160 bits, and a machine with an old token
    /// must not lock out its neighbours.
    package func verdict(
        on text: TokenText,
        isSession: Bool,
        _ time: Timestamp
    ) throws(AccountsError) -> Verdict {
        guard let token = try tokens.verify(text, at: time), (token.session != nil) == isSession else {
            return .refused
        }
        uses.note(token.id, at: time)
        return .token(token)
    }

    /// Why nobody can sign in, if a file is to blame.
    package var problem: String? {
        do {
            _ = try store.list()
            try tokens.check()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The verdict where no password has to be hashed for it; `nil` when one has.
    ///
    /// This is the part to call from a thread that must not block: it makes one `stat` and one short hash.
    package func quickVerdict(
        on credentials: BasicCredentials,
        from address: ThrottledAddress,
        at now: MonotonicTime
    ) throws(AccountsError) -> Verdict? {
        // The throttle comes first: asking the cache first would let a guesser try passwords at full speed.
        if let delay = throttle.withLock({ $0.delay(for: address, at: now) }) { return .throttled(retryAfter: delay) }
        return cache.account(for: credentials, version: try store.version()).map(Verdict.account)
    }
}
