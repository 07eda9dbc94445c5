import Accounts

extension PasswordCost {
    /// The least that libsodium accepts, so that a check takes microseconds.
    static let least = PasswordCost(operations: 1, memory: 8192)
}
