import Cryptography

/// A token as its bearer has it: `nyala_ID_SECRET`.
///
/// The beginning lets programs that look for leaked secrets find it. The secret has 160 random bits, so a fast hash of
/// it is as good as a slow one. Its description leaves the secret out, so that no log can hold it.
package struct TokenText: Sendable, Hashable, CustomStringConvertible {
    package static let prefix = "nyala_"
    static let idLength = 8
    static let secretLength = 32

    package let id: String
    private let secret: String

    /// A new one.
    init() throws(AccountsError) {
        id = try Self.characters(Self.idLength)
        secret = try Self.characters(Self.secretLength)
    }

    /// `nil` for anything that was never a token.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == Self.idLength, parts[1].utf8.count == Self.secretLength,
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.alphabet.contains) })
        else { return nil }
        id = String(parts[0])
        secret = String(parts[1])
    }

    /// To be shown once.
    package var text: String { "\(Self.prefix)\(id)_\(secret)" }

    package var description: String { "\(Self.prefix)\(id)_…" }

    /// What is kept of the secret.
    var digest: String { Sodium.hexDigits(Sodium.hash(Array(secret.utf8))) }

    /// Digits and letters that nobody confuses: 32 of them, 5 bits each.
    private static let alphabet = Array("23456789abcdefghijkmnpqrstuvwxyz".utf8)

    private static func characters(_ count: Int) throws(AccountsError) -> String {
        try AccountsError.passing { () throws(CryptographyError) in
            var characters: [UInt8] = []
            for _ in 0..<count { characters.append(alphabet[try Sodium.randomNumber(below: alphabet.count)]) }
            return String(decoding: characters, as: UTF8.self)
        }
    }
}
