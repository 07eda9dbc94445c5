import Cryptography

/// A text that two programs know, by which one shows the other that a message is from it.
package struct SharedSecret: Sendable {
    private let bytes: [UInt8]

    /// `nil` for an empty text, which everybody knows.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        bytes = Array(text.utf8)
    }

    /// Whether it is this text; takes the same time wherever they differ.
    package func isEqual(to text: String) -> Bool {
        Sodium.isEqual(Sodium.seal(Array(text.utf8), with: bytes), Sodium.seal(bytes, with: bytes))
    }

    /// Whether this is the message's HMAC-SHA256 in hexadecimal digits.
    package func signs(_ message: [UInt8], as digits: String) -> Bool {
        let seal = Sodium.hexDigits(Sodium.seal(message, with: bytes))
        return Sodium.isEqual(Array(seal.utf8), Array(digits.lowercased().utf8))
    }
}
