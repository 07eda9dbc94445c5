import Accounts
import Cryptography
import Glibc
import TestKit
import Testing

@Suite struct AccountStoreTests {
    private let scratch: ScratchDirectory
    private let store: AccountStore
    private let ops: AccountName
    private let other: AccountName

    init() throws {
        scratch = try ScratchDirectory()
        store = AccountStore(path: scratch.at("accounts.json"), cost: .least)
        ops = try AccountName("ops")
        other = try AccountName("ci")
    }

    // MARK: changing accounts

    @Test func `an added account is let in with its password only`() throws {
        let account = try store.add(ops, password: "secret")
        #expect(account.name == ops)
        #expect(try store.verify(name: "ops", password: "secret") == account)
        #expect(try store.verify(name: "ops", password: "Secret") == nil)
        #expect(try store.verify(name: "ops", password: "") == nil)
        #expect(try store.verify(name: "Ops", password: "secret") == nil)
    }

    @Test func `the file is its owner's and holds hashes only`() throws {
        try store.add(ops, password: "a secret")
        let text = try #require(try scratch.read("accounts.json"))
        #expect(try FileMode.of(scratch.at("accounts.json")) == 0o600)
        #expect(text.contains("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(!text.contains("a secret"))
    }

    @Test func `a name is given once`() throws {
        try store.add(ops, password: "secret")
        #expect(throws: AccountsError.nameTaken(ops)) { try store.add(ops, password: "mine") }
        #expect(try store.verify(name: "ops", password: "secret") != nil)
        #expect(try store.verify(name: "ops", password: "mine") == nil)
    }

    @Test func `a new password ends the old one`() throws {
        try store.add(ops, password: "old")
        try store.add(other, password: "same")
        try store.setPassword("new", of: ops)
        #expect(try store.verify(name: "ops", password: "old") == nil)
        #expect(try store.verify(name: "ops", password: "new")?.name == ops)
        #expect(try store.verify(name: "ci", password: "same")?.name == other)
    }

    @Test func `a removed account is let in no more, and its name is free`() throws {
        try store.add(ops, password: "old")
        try store.add(other, password: "same")
        try store.remove(ops)
        #expect(try store.verify(name: "ops", password: "old") == nil)
        #expect(try store.list().map(\.name) == [other])
        try store.add(ops, password: "new")
        #expect(try store.verify(name: "ops", password: "new") != nil)
    }

    @Test func `an account that is not there cannot be changed`() throws {
        try store.add(other, password: "secret")
        let before = try scratch.read("accounts.json")
        #expect(throws: AccountsError.unknownAccount(ops)) { try store.setPassword("new", of: ops) }
        #expect(throws: AccountsError.unknownAccount(ops)) { try store.remove(ops) }
        #expect(try scratch.read("accounts.json") == before)
    }

    @Test func `lists the accounts by name`() throws {
        #expect(try store.list().isEmpty)
        for name in ["ops", "ci", "a"] { try store.add(try AccountName(name), password: "secret") }
        #expect(try store.list().map(\.name.text) == ["a", "ci", "ops"])
    }

    @Test func `without its folder no account can be made`() throws {
        let store = AccountStore(path: scratch.at("none/accounts.json"), cost: .least)
        #expect(try store.list().isEmpty)
        #expect(throws: AccountsError.file(call: "open", path: scratch.at("none"), code: ENOENT)) {
            try store.add(ops, password: "secret")
        }
    }

    // MARK: what a password may be

    @Test(arguments: [" ", "a b", "pässwörd", "密碼", "a:b", String(repeating: "x", count: 1024)])
    func `any text on one line can be a password`(password: String) throws {
        try store.add(ops, password: password)
        #expect(try store.verify(name: "ops", password: password) != nil)
        #expect(try store.verify(name: "ops", password: password + " ") == nil)
    }

    @Test(arguments: ["", "a\nb", "secret\n", "\r", "\t", "\0", "\u{7F}", "\u{1B}[0m"])
    func `an empty password and control characters are refused`(password: String) throws {
        let reason = password.isEmpty ? "it is empty" : "it has a control character in it, such as the end of a line"
        let error = AccountsError.invalidPassword(reason: reason)
        #expect(throws: error) { try store.add(ops, password: password) }
        #expect(try scratch.read("accounts.json") == nil)
        try store.add(ops, password: "secret")
        #expect(throws: error) { try store.setPassword(password, of: ops) }
        #expect(try store.verify(name: "ops", password: "secret") != nil)
    }

    @Test(arguments: [("x", 1025, 1025), ("é", 513, 1026)])
    func `a password has at most 1024 bytes`(sign: String, count: Int, bytes: Int) throws {
        #expect(AccountStore.maximumPasswordLength == 1024)
        let reason = "it has \(bytes) bytes, at most 1024 are allowed"
        #expect(throws: AccountsError.invalidPassword(reason: reason)) {
            try store.add(ops, password: String(repeating: sign, count: count))
        }
    }

    // MARK: signing in

    @Test(arguments: ["", "nobody", "a b", ":", "ops\0", String(repeating: "x", count: 5000)])
    func `a name that nobody has is wrong, not an error`(name: String) throws {
        #expect(try store.verify(name: name, password: "secret") == nil)
        try store.add(ops, password: "secret")
        #expect(try store.verify(name: name, password: "secret") == nil)
    }

    @Test(arguments: [1025, 1024 * 1024])
    func `a password that is too long is wrong, not an error`(count: Int) throws {
        try store.add(ops, password: "secret")
        #expect(try store.verify(name: "ops", password: String(repeating: "x", count: count)) == nil)
    }

    @Test(arguments: ["", "secret", "$argon2id$"])
    func `a hash that is none lets nobody in`(hash: String) throws {
        try scratch.write("accounts.json", #"{"accounts": [{"name": "ops", "password": "\#(hash)"}]}"#)
        #expect(try store.verify(name: "ops", password: hash) == nil)
        #expect(try store.verify(name: "ops", password: "secret") == nil)
    }

    @Test func `a password hashed at another cost still counts`() throws {
        let dearer = PasswordCost(operations: 2, memory: 16 * 1024)
        try AccountStore(path: scratch.at("accounts.json"), cost: dearer).add(ops, password: "secret")
        #expect(try scratch.read("accounts.json")?.contains("$m=16,t=2,p=1$") == true)
        #expect(try store.verify(name: "ops", password: "secret") != nil)
    }
}
