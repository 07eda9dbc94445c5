import Clibsodium

/// The one door to libsodium; its pointers stay behind it.
package enum Sodium {
    package static let digestLength = 32
    package static let keyLength = 32

    /// Prepares the library at the first call; later calls cost nothing.
    package static func start() throws(CryptographyError) {
        guard isReady else { throw .noRandomNumbers }
    }

    /// argon2id with a fresh salt, as text that also holds the cost.
    package static func hash(_ password: [UInt8], cost: PasswordCost) throws(CryptographyError) -> String {
        try start()
        var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let characters = password.map(CChar.init(bitPattern:))
        let result = crypto_pwhash_str(&text, characters, UInt64(characters.count), cost.operations, cost.memory)
        guard result == 0 else { throw .outOfMemory(bytes: cost.memory) }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether the hash was made from this password; costs what making it did.
    ///
    /// A text that is no hash matches nothing.
    package static func isHash(_ hash: String, of password: [UInt8]) throws(CryptographyError) -> Bool {
        try start()
        let characters = password.map(CChar.init(bitPattern:))
        return crypto_pwhash_str_verify(hash, characters, UInt64(characters.count)) == 0
    }

    /// HMAC-SHA256 (RFC 2104), with a key of any length.
    package static func seal(_ message: [UInt8], with key: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        var seal = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &seal)
        return seal
    }

    /// BLAKE2b of 32 bytes: for what nobody can guess in the first place.
    package static func hash(_ input: [UInt8]) -> [UInt8] {
        keyedHash(input, key: [])
    }

    package static func hexDigits(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package static func randomBytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        try start()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// A number below the bound, each as likely as the others.
    package static func randomNumber(below bound: Int) throws(CryptographyError) -> Int {
        try start()
        return Int(randombytes_uniform(UInt32(bound)))
    }

    /// BLAKE2b under a secret key: equal input gives an equal digest, and without the key nobody can try inputs.
    package static func keyedHash(_ input: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: digestLength)
        let result = crypto_generichash(&digest, digest.count, input, UInt64(input.count), key, key.count)
        // The only refusals are of lengths outside the algorithm's, and ours are constants inside of them.
        precondition(result == 0)
        return digest
    }

    /// Compares in a time that does not depend on where the first difference is.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    /// Padded base64 of the usual alphabet; `nil` for anything else.
    package static func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 + 3)
        var count = 0
        let result = sodium_base642bin(
            &bytes,
            bytes.count,
            text.map(CChar.init(bitPattern:)),
            text.count,
            nil,
            &count,
            nil,
            sodium_base64_VARIANT_ORIGINAL
        )
        return result == 0 ? Array(bytes[..<count]) : nil
    }

    private static let isReady = sodium_init() >= 0
}
