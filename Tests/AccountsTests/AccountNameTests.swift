import Accounts
import Testing

@Suite struct AccountNameTests {
    static let accepted = [
        "a", "Z", "0", "ops", "ci-runner_2", "deploy.bot@example.org", "1..", String(repeating: "x", count: 64),
    ]

    static let badStarts = [".a", "-a", "_a", "@a", " a", "é", ":", "\n", "\0a"]

    static let badSigns = [
        "a b", "a:b", "a/b", "a\\b", "aé", "a\n", "a\0", "a\u{7F}", "a\"b", "a+b", "ops ", "a\u{301}",
    ]

    @Test(arguments: accepted)
    func `takes letters, digits and a few signs`(text: String) throws {
        let name = try AccountName(text)
        #expect(name.text == text)
        #expect("\(name)" == text)
    }

    @Test func `a name is not empty`() {
        let error = #expect(throws: AccountsError.self) { try AccountName("") }
        #expect(error.map { "\($0)" } == "\"\" cannot be the name of an account: it is empty.")
    }

    @Test(arguments: badStarts)
    func `starts with a letter or digit`(text: String) {
        let reason = "it must start with a letter or digit (a-z, A-Z, 0-9)"
        #expect(throws: AccountsError.invalidName(text, reason: reason)) { try AccountName(text) }
    }

    @Test(arguments: badSigns)
    func `has no other signs in it`(text: String) {
        let reason = "use only letters, digits, \".\", \"-\", \"_\" and \"@\""
        #expect(throws: AccountsError.invalidName(text, reason: reason)) { try AccountName(text) }
    }

    @Test func `has at most 64 bytes, and a longer one is shown by its beginning`() {
        #expect(AccountName.maximumLength == 64)
        let start = String(repeating: "x", count: 64) + "…"
        let reason = "it has 5000 bytes, at most 64 are allowed"
        #expect(throws: AccountsError.invalidName(start, reason: reason)) {
            try AccountName(String(repeating: "x", count: 5000))
        }
    }

    @Test(arguments: [(64, false), (65, true)])
    func `its length counts in bytes`(count: Int, isTooLong: Bool) {
        let text = "a" + String(repeating: "é", count: (count - 1) / 2) + String(repeating: "b", count: (count - 1) % 2)
        #expect(text.utf8.count == count)
        let error = #expect(throws: AccountsError.self) { try AccountName(text) }
        #expect(error?.description.contains("it has 65 bytes") == isTooLong)
    }

    @Test func `sorts by its bytes`() throws {
        let names = try ["b", "a", "B", "1", "a-b", "a.b", "a_b"].map { try AccountName($0) }
        #expect(names.sorted().map(\.text) == ["1", "B", "a", "a-b", "a.b", "a_b", "b"])
    }

    @Test func `capitals make another name`() throws {
        #expect(try AccountName("ops") != AccountName("Ops"))
    }
}
