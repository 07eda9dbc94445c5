package import Cryptography
import Glibc

/// Why an account could not be read, made, changed or checked.
package enum AccountsError: Error, Sendable, Hashable, CustomStringConvertible {
    case cryptography(CryptographyError)
    case invalidName(String, reason: String)
    case invalidPassword(reason: String)
    case nameTaken(AccountName)
    case unknownAccount(AccountName)
    /// Without it nobody could sign in from elsewhere.
    case lastAccount(AccountName)
    case unknownToken(String)
    case invalidToken(reason: String)
    /// A system call on the account file or its folder failed.
    case file(call: String, path: String, code: Int32)
    /// The account file is not what this program writes.
    case broken(path: String, reason: String)
    /// With one account more the file would be too large to be read.
    case full(path: String, limit: Int)

    package var description: String {
        switch self {
        case .cryptography(let error):
            "\(error)"
        case .invalidName(let name, let reason):
            "\"\(name)\" cannot be the name of an account: \(reason)."
        case .invalidPassword(let reason):
            "The password cannot be used: \(reason)."
        case .nameTaken(let name):
            "The account \(name) cannot be added: there is one with this name; choose another or change its password."
        case .unknownAccount(let name):
            "There is no account \(name); the names of all accounts are in the account file."
        case .lastAccount(let name):
            "The account \(name) cannot be removed: it is the only one; add another first."
        case .unknownToken(let id):
            "There is no token \(id); see `nyala tokens`."
        case .invalidToken(let reason):
            "No token can be made: \(reason)."
        case .file(let call, let path, let code):
            "The file \(path) cannot be used: \(call) failed: \(String(cString: strerror(code)))."
        case .broken(let path, let reason):
            "The file \(path) cannot be read: \(reason); repair it, or remove it and make what was in it again."
        case .full(let path, let limit):
            "The file \(path) would have more than \(limit) bytes; remove accounts or tokens that nobody uses first."
        }
    }
}

extension AccountsError {
    /// Does what may need random numbers or much memory.
    static func passing<Result>(_ body: () throws(CryptographyError) -> Result) throws(AccountsError) -> Result {
        do {
            return try body()
        } catch {
            throw .cryptography(error)
        }
    }
}
