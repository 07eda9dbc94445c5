package import Cryptography

extension PasswordCost {
    /// The least that libsodium accepts, so that a check takes microseconds.
    package static let least = PasswordCost(operations: 1, memory: 8192)
}
