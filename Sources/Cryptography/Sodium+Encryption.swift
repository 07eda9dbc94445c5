import Clibsodium

/// Encryption under a key, with XChaCha20-Poly1305: nobody without the key can read the text, or change it unseen.
extension Sodium {
    package static let encryptionKeyLength = 32
    package static let nonceLength = 24
    /// Bytes that an encrypted text is longer than the plain one.
    package static let tagLength = 16

    /// `nonce` must be fresh: random bytes, ``nonceLength`` of them.
    ///
    /// `context` is not hidden, and must be the same to decrypt: it says what the text is for.
    package static func encrypt(_ plain: [UInt8], with key: [UInt8], nonce: [UInt8], context: [UInt8]) -> [UInt8] {
        precondition(key.count == encryptionKeyLength && nonce.count == nonceLength)
        var encrypted = [UInt8](repeating: 0, count: plain.count + tagLength)
        let result = crypto_aead_xchacha20poly1305_ietf_encrypt(
            &encrypted,
            nil,
            plain,
            UInt64(plain.count),
            context,
            UInt64(context.count),
            nil,
            nonce,
            key
        )
        // It always succeeds.
        precondition(result == 0)
        return encrypted
    }

    /// The plain text; `nil` when the key, the nonce or the context is another, or a bit was changed.
    package static func decrypt(
        _ encrypted: [UInt8],
        with key: [UInt8],
        nonce: [UInt8],
        context: [UInt8]
    ) -> [UInt8]? {
        guard key.count == encryptionKeyLength, nonce.count == nonceLength, encrypted.count >= tagLength else {
            return nil
        }
        var plain = [UInt8](repeating: 0, count: encrypted.count - tagLength)
        let result = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &plain,
            nil,
            nil,
            encrypted,
            UInt64(encrypted.count),
            context,
            UInt64(context.count),
            nonce,
            key
        )
        return result == 0 ? plain : nil
    }

    /// Padded base64 of the usual alphabet.
    package static func encodeBase64(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        sodium_bin2base64(&text, text.count, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
        return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
