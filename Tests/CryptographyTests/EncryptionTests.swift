import Testing

@testable import Cryptography

@Suite struct EncryptionTests {
    private let key = [UInt8](repeating: 7, count: Sodium.encryptionKeyLength)
    private let nonce = [UInt8](repeating: 1, count: Sodium.nonceLength)

    @Test func `what was encrypted is decrypted with the same key, nonce and context only`() {
        let plain = Array("some text".utf8)
        let encrypted = Sodium.encrypt(plain, with: key, nonce: nonce, context: [1])
        #expect(encrypted.count == plain.count + Sodium.tagLength)
        #expect(Sodium.decrypt(encrypted, with: key, nonce: nonce, context: [1]) == plain)
        #expect(Sodium.decrypt(encrypted, with: key, nonce: nonce, context: []) == nil)
        #expect(
            Sodium.decrypt(encrypted, with: Array(key.reversed().dropLast()) + [8], nonce: nonce, context: [1]) == nil
        )
        #expect(Sodium.decrypt(encrypted, with: key, nonce: Array(nonce.dropLast()) + [2], context: [1]) == nil)
        for index in encrypted.indices {
            var changed = encrypted
            changed[index] ^= 1
            #expect(Sodium.decrypt(changed, with: key, nonce: nonce, context: [1]) == nil)
        }
    }

    @Test func `what cannot have been encrypted is no text`() {
        #expect(Sodium.decrypt([], with: key, nonce: nonce, context: []) == nil)
        #expect(Sodium.decrypt([UInt8](repeating: 0, count: 16), with: [], nonce: nonce, context: []) == nil)
        #expect(Sodium.decrypt([UInt8](repeating: 0, count: 16), with: key, nonce: [1], context: []) == nil)
        let empty = Sodium.encrypt([], with: key, nonce: nonce, context: [])
        #expect(Sodium.decrypt(empty, with: key, nonce: nonce, context: []) == [])
    }

    /// The examples of RFC 4648, and bytes of all kinds.
    @Test(arguments: [
        ([], ""), ([0], "AA=="), ([0xFF, 0xFE], "//4="), (Array("foo".utf8), "Zm9v"),
        (Array("foobar".utf8), "Zm9vYmFy"), (Array("ÿ~?>".utf8), "w79+Pz4="),
    ])
    func `base64 goes both ways`(bytes: [UInt8], text: String) {
        #expect(Sodium.encodeBase64(bytes) == text)
        #expect(Sodium.decodeBase64(Array(text.utf8)) == bytes)
    }
}
