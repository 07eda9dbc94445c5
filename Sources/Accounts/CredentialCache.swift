import Cryptography
import Synchronization

/// Remembers credentials that were found right, so that a client's next request costs microseconds.
///
/// Only a hash under a key made at the start of the process is kept, never a password. Everything is forgotten as
/// soon as the account file changes, and when ``maximumEntries`` is reached. Wrong credentials are never remembered.
package final class CredentialCache: Sendable {
    package static let maximumEntries = 1024

    private struct Entry {
        let digest: [UInt8]
        let account: Account
    }

    private struct State {
        var version: FileVersion?
        var entries: [String: Entry] = [:]

        mutating func forgetOthers(than version: FileVersion?) {
            guard version != self.version else { return }
            self.version = version
            entries.removeAll()
        }
    }

    private let key: [UInt8]
    private let maximumEntries: Int
    private let state = Mutex(State())

    package init(maximumEntries: Int = CredentialCache.maximumEntries) throws(AccountsError) {
        key = try AccountsError.passing { () throws(CryptographyError) in try Sodium.randomBytes(Sodium.keyLength) }
        self.maximumEntries = maximumEntries
    }

    /// The account these credentials were found right for while the account file had this version.
    package func account(for credentials: BasicCredentials, version: FileVersion?) -> Account? {
        let entry = state.withLock { state -> Entry? in
            state.forgetOthers(than: version)
            return state.entries[credentials.name]
        }
        guard let entry, Sodium.isEqual(entry.digest, digest(of: credentials)) else { return nil }
        return entry.account
    }

    /// Remembers credentials that were just verified; `version` must have been taken *before* they were, so that a
    /// change of the file in between makes them forgotten, not valid.
    package func remember(_ credentials: BasicCredentials, as account: Account, version: FileVersion?) {
        let entry = Entry(digest: digest(of: credentials), account: account)
        state.withLock { state in
            state.forgetOthers(than: version)
            if state.entries.count >= maximumEntries { state.entries.removeAll() }
            state.entries[credentials.name] = entry
        }
    }

    private func digest(of credentials: BasicCredentials) -> [UInt8] {
        // An account name has no NUL, so no other name and password give the same input.
        Sodium.keyedHash(Array(credentials.name.utf8) + [0] + Array(credentials.password.utf8), key: key)
    }
}
