import Cryptography

/// The key that a site's secrets are sealed under.
struct SecretKey: Sendable, Hashable {
    private let bytes: [UInt8]

    static let forms = "64 hexadecimal digits, or 32 bytes"

    /// What a key file holds: hexadecimal digits and the end of a line, or the bytes themselves.
    init?(file contents: [UInt8]) {
        if contents.count == Sodium.encryptionKeyLength {
            bytes = contents
            return
        }
        let digits = contents.filter { $0 > 32 }
        guard digits.count == 2 * Sodium.encryptionKeyLength else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard digits[index...index + 1].allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func random() throws(SecretsError) -> SecretKey {
        SecretKey(
            try SecretsError.passing { () throws(CryptographyError) in
                try Sodium.randomBytes(Sodium.encryptionKeyLength)
            }
        )
    }

    /// What goes into a key file.
    var file: [UInt8] { Array("\(Sodium.hexDigits(bytes))\n".utf8) }

    /// Tells one key from another, and nothing of either.
    var mark: String { Sodium.hexDigits(Sodium.keyedHash(Array("nyala secrets".utf8), key: bytes).prefix(8)) }

    func seal(_ plain: [UInt8], nonce: [UInt8], context: String) -> [UInt8] {
        Sodium.encrypt(plain, with: bytes, nonce: nonce, context: Array(context.utf8))
    }

    func open(_ sealed: [UInt8], nonce: [UInt8], context: String) -> [UInt8]? {
        Sodium.decrypt(sealed, with: bytes, nonce: nonce, context: Array(context.utf8))
    }
}
