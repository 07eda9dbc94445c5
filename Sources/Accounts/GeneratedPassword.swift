import Cryptography

/// A password nobody can guess and anybody can copy: `k3f9x-…`, four groups of five.
///
/// Each character is one of 32, so the whole has 100 bits. Digits and letters that look alike (0 and o, 1 and l) are
/// left out, there are no capitals, and a double click selects all of it in most terminals.
package struct GeneratedPassword: Sendable, Hashable {
    package static let groups = 4
    package static let charactersInGroup = 5

    package let text: String

    package init() throws(AccountsError) {
        text = try AccountsError.passing { () throws(CryptographyError) in
            var characters: [UInt8] = []
            for group in 0..<Self.groups {
                if group > 0 { characters.append(UInt8(ascii: "-")) }
                for _ in 0..<Self.charactersInGroup {
                    characters.append(Self.alphabet[try Sodium.randomNumber(below: Self.alphabet.count)])
                }
            }
            return String(decoding: characters, as: UTF8.self)
        }
    }

    private static let alphabet = Array("23456789abcdefghijkmnpqrstuvwxyz".utf8)
}
