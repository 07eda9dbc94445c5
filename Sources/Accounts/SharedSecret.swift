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
        let seal = Sodium.seal(message, with: bytes).flatMap { byte in
            [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
        }
        return Sodium.isEqual(seal, Array(digits.lowercased().utf8))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
