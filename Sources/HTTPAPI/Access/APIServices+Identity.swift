import Accounts
import JobModel
import LinuxSystem

extension APIServices {
    /// Whether whoever began to read a stream may go on: the token was not revoked, the session not ended, the account
    /// not removed.
    func stillKnows(_ identity: Identity?) -> Bool {
        do throws(AccountsError) {
            switch identity {
            case .token(let token): return try authenticator.tokens.isGood(token, at: clock.wallTime())
            case .account(let name): return try authenticator.store.passwordMark(of: AccountName(name)) != nil
            case .local, nil: return true
            }
        } catch {
            // A file that cannot be read at the moment is told of elsewhere, and is no reason to throw anybody out.
            return true
        }
    }
}
