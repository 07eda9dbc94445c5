/// What one check of a password costs, to us and to somebody who guesses.
package struct PasswordCost: Sendable, Hashable {
    /// Passes over the memory.
    package let operations: UInt64
    /// Bytes of memory, all of them in use during a check.
    package let memory: Int

    package init(operations: UInt64, memory: Int) {
        self.operations = operations
        self.memory = memory
    }

    /// The least that OWASP recommends for argon2id: 2 passes over 19 MiB, so that the host stays small.
    package static let standard = PasswordCost(operations: 2, memory: 19 * 1024 * 1024)

    /// A well-formed hash of this cost that no password has: the tag is all zero bits.
    ///
    /// Checking it takes as long as checking a real one, so the time of an answer does not tell which names exist.
    package var decoyHash: String {
        let salt = String(repeating: "A", count: 22)
        let tag = String(repeating: "A", count: 43)
        return "$argon2id$v=19$m=\(memory / 1024),t=\(operations),p=1$\(salt)$\(tag)"
    }
}
