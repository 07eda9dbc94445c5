import Accounts
import TestKit
import Testing

@Suite struct GeneratedPasswordTests {
    private let scratch: ScratchDirectory
    private let passwords: [String]

    init() throws {
        scratch = try ScratchDirectory()
        passwords = try (0..<200).map { _ in try GeneratedPassword().text }
    }

    @Test func `has four groups of five`() {
        #expect(GeneratedPassword.groups == 4)
        #expect(GeneratedPassword.charactersInGroup == 5)
        for password in passwords {
            let groups = password.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.map(\.count) == [5, 5, 5, 5], "\(password)")
        }
    }

    /// One of 32 is missing among 4000 once in 10^53 runs.
    @Test func `has all 32 characters that look like no other, and only these`() {
        let used = Set(passwords.joined(separator: "")).subtracting(["-"])
        #expect(String(used.sorted()) == "23456789abcdefghijkmnpqrstuvwxyz")
    }

    @Test func `is never the same twice`() {
        #expect(Set(passwords).count == passwords.count)
    }

    @Test func `can be the password of an account`() throws {
        let store = AccountStore(path: scratch.at("accounts.json"), cost: .least)
        let password = try GeneratedPassword().text
        try store.add(try AccountName("ops"), password: password)
        #expect(try store.verify(name: "ops", password: password) != nil)
    }
}
