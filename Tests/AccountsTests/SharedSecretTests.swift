import Testing

@testable import Accounts

@Suite struct SharedSecretTests {
    /// RFC 4231, test cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
    ])
    func `signatures are those of the standard`(key: [UInt8], message: String, signature: String) throws {
        let secret = try #require(SharedSecret(String(decoding: key, as: UTF8.self)))
        #expect(secret.signs(Array(message.utf8), as: signature))
        #expect(secret.signs(Array(message.utf8), as: signature.uppercased()))
        for wrong in ["", "b0", String(signature.dropLast()), String(signature.dropLast()) + "x", signature + "0"] {
            #expect(!secret.signs(Array(message.utf8), as: wrong))
        }
        #expect(!secret.signs(Array("\(message)!".utf8), as: signature))
    }

    @Test func `a secret is equal to itself alone`() throws {
        let secret = try #require(SharedSecret("a secret"))
        #expect(secret.isEqual(to: "a secret"))
        for wrong in ["", "a secre", "a secret ", "A secret"] { #expect(!secret.isEqual(to: wrong)) }
        #expect(SharedSecret("") == nil)
    }
}
