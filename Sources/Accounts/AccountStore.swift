package import Cryptography

/// The accounts of a site, in one file with argon2id hashes of their passwords.
///
/// The file is read again when it has changed, so an account added by another process counts at once. Several
/// processes may change it; each change waits for the one before. Every call blocks: checking a password takes some
/// 20 milliseconds of a core, and changing the file waits for the disk.
package final class AccountStore: Sendable {
    /// The longest password that is accepted, in bytes.
    package static let maximumPasswordLength = 1024

    private let file: DocumentFile<AccountDocument>
    private let cost: PasswordCost

    /// The file need not exist; its folder must, before the first account is added.
    package init(path: String, cost: PasswordCost = .standard) {
        file = DocumentFile(path: path)
        self.cost = cost
    }

    /// Makes an account; its name must be free.
    @discardableResult
    package func add(_ name: AccountName, password: String) throws(AccountsError) -> Account {
        let hash = try newHash(of: password)
        try file.change { (document) throws(AccountsError) in
            guard document[name] == nil else { throw .nameTaken(name) }
            document[name] = hash
        }
        return Account(name: name)
    }

    /// Replaces the password of an account; the old one stops working at once.
    package func setPassword(_ password: String, of name: AccountName) throws(AccountsError) {
        let hash = try newHash(of: password)
        try file.change { (document) throws(AccountsError) in
            guard document[name] != nil else { throw .unknownAccount(name) }
            document[name] = hash
        }
    }

    package func remove(_ name: AccountName) throws(AccountsError) {
        try file.change { (document) throws(AccountsError) in
            guard document[name] != nil else { throw .unknownAccount(name) }
            guard document.names.count > 1 else { throw .lastAccount(name) }
            document[name] = nil
        }
    }

    /// All accounts, sorted by name; none when there is no file.
    package func list() throws(AccountsError) -> [Account] {
        try file.current().names.sorted().map(Account.init)
    }

    /// The account with this name and password; `nil` when either is wrong, after the same time.
    package func verify(name: String, password: String) throws(AccountsError) -> Account? {
        let bytes = Array(password.utf8)
        // No such password was ever accepted, and hashing megabytes is work for nothing.
        guard bytes.count <= Self.maximumPasswordLength else { return nil }
        // A text that cannot be a name is an unknown name like any other.
        let accountName = try? AccountName(name)
        let document = try file.current()
        guard let accountName, let hash = document[accountName] else {
            _ = try isHash(cost.decoyHash, of: bytes)
            return nil
        }
        return try isHash(hash, of: bytes) ? Account(name: accountName) : nil
    }

    /// Tells one password of an account from its next, without telling anything of either; `nil` for no account.
    package func passwordMark(of name: AccountName) throws(AccountsError) -> String? {
        try file.current()[name].map { Sodium.hexDigits(Sodium.hash(Array($0.utf8)).prefix(8)) }
    }

    /// What the file is now, to be compared with what it was; `nil` when there is none.
    package func version() throws(AccountsError) -> FileVersion? {
        try file.version()
    }

    private func newHash(of password: String) throws(AccountsError) -> String {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty else { throw .invalidPassword(reason: "it is empty") }
        guard bytes.count <= Self.maximumPasswordLength else {
            throw .invalidPassword(
                reason: "it has \(bytes.count) bytes, at most \(Self.maximumPasswordLength) are allowed"
            )
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw .invalidPassword(reason: "it has a control character in it, such as the end of a line")
        }
        return try AccountsError.passing { () throws(CryptographyError) in try Sodium.hash(bytes, cost: cost) }
    }

    private func isHash(_ hash: String, of password: [UInt8]) throws(AccountsError) -> Bool {
        try AccountsError.passing { () throws(CryptographyError) in try Sodium.isHash(hash, of: password) }
    }
}
