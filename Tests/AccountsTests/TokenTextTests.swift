import Testing

@testable import Accounts

@Suite struct TokenTextTests {
    @Test func `is read back from its text`() throws {
        let token = try TokenText()
        let again = try #require(TokenText(token.text))
        #expect(again == token)
        #expect(again.digest == token.digest)
        #expect(token.text.utf8.count == "nyala_".utf8.count + 8 + 1 + 32)
    }

    @Test func `no two are alike`() throws {
        var seen: Set<String> = []
        for _ in 0..<200 { seen.insert(try TokenText().text) }
        #expect(seen.count == 200)
    }

    @Test func `its description and digest do not hold the secret`() throws {
        let token = try TokenText()
        let secret = token.text.split(separator: "_")[2]
        #expect("\(token)" == "nyala_\(token.id)_…")
        #expect(!token.digest.contains(secret))
        #expect(token.digest.utf8.count == 64)
    }

    @Test(
        arguments: [
            "", "nyala", "nyala_", "nyala__", "nyala_22222222", "nyala_22222222_", "nyala_22222222_2222",
            "nyala_2222222_22222222222222222222222222222222", "nyala_22222222_22222222222222222222222222222222_",
            "nyala_22222222_2222222222222222222222222222222l", "nyala_22222222_2222222222222222222222222222222O",
            "Nyala_22222222_22222222222222222222222222222222", "nyala_22222222_22222222222222222222222222222222 ",
            "nyala_2222é222_22222222222222222222222222222222",
        ]
    )
    func `what was never a token is none`(text: String) {
        #expect(TokenText(text) == nil)
    }
}
