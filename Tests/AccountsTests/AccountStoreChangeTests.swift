import Accounts
import LinuxSystem
import TestKit
import Testing

/// What a store sees of the changes others make to its file.
@Suite struct AccountStoreChangeTests {
    private let scratch: ScratchDirectory
    private let path: String
    private let store: AccountStore
    private let ops: AccountName

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("accounts.json")
        store = AccountStore(path: path, cost: .least)
        ops = try AccountName("ops")
    }

    @Test func `what another process changes counts at once`() throws {
        let outside = AccountStore(path: path, cost: .least)
        #expect(try store.verify(name: "ops", password: "first") == nil)
        try outside.add(ops, password: "first")
        #expect(try store.verify(name: "ops", password: "first") != nil)
        try outside.setPassword("second", of: ops)
        #expect(try store.verify(name: "ops", password: "first") == nil)
        #expect(try store.verify(name: "ops", password: "second") != nil)
        try outside.add(try AccountName("other"), password: "other")
        try outside.remove(ops)
        #expect(try store.verify(name: "ops", password: "second") == nil)
    }

    @Test func `without the file nobody is let in any more`() throws {
        try store.add(ops, password: "secret")
        try Folder.removeTree(path)
        #expect(try store.verify(name: "ops", password: "secret") == nil)
        #expect(try store.list().isEmpty)
    }

    @Test func `its version tells every change and nothing else`() throws {
        #expect(try store.version() == nil)
        try store.add(ops, password: "secret")
        let added = try store.version()
        #expect(added != nil)
        #expect(try store.verify(name: "ops", password: "secret") != nil)
        #expect(try store.list().count == 1)
        #expect(try store.version() == added)
        try store.setPassword("secret", of: ops)
        let changed = try store.version()
        #expect(changed != added)
        try store.add(try AccountName("other"), password: "other")
        let two = try store.version()
        #expect(two != changed)
        try store.remove(ops)
        #expect(try store.version() != two)
    }

    @Test func `a broken file lets nobody in, says so, and stays as it is`() throws {
        try store.add(ops, password: "secret")
        try scratch.write("accounts.json", "{")
        let reason = "line 1, column 2: a key in double quotes is expected; found the end of the text"
        let broken = AccountsError.broken(path: path, reason: reason)
        #expect(throws: broken) { try store.verify(name: "ops", password: "secret") }
        #expect(throws: broken) { try store.list() }
        #expect(throws: broken) { try store.add(ops, password: "secret") }
        #expect(throws: broken) { try store.setPassword("new", of: ops) }
        #expect(throws: broken) { try store.remove(ops) }
        #expect(try scratch.read("accounts.json") == "{")
        #expect(try Folder.names(in: scratch.path) == ["accounts.json"])
    }

    @Test func `a mended file counts again`() throws {
        try store.add(ops, password: "secret")
        let good = try #require(try scratch.read("accounts.json"))
        try scratch.write("accounts.json", "{")
        #expect(throws: AccountsError.self) { try store.list() }
        try scratch.write("accounts.json", good)
        #expect(try store.verify(name: "ops", password: "secret") != nil)
    }

    @Test func `what a newer program wrote beside the accounts is kept`() throws {
        try scratch.write(
            "accounts.json",
            #"{"accounts": [{"name": "ci", "password": "x", "role": "r"}], "format": 2}"#
        )
        try store.add(ops, password: "secret")
        let text = try #require(try scratch.read("accounts.json"))
        #expect(text.contains(#""role": "r""#))
        #expect(text.contains(#""format": 2"#))
        #expect(try store.list().map(\.name.text) == ["ci", "ops"])
    }

    // MARK: many at once

    @Test func `changes from many sides at once all count`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<12 {
                group.addTask { [path] in
                    let outside = AccountStore(path: path, cost: .least)
                    _ = try outside.add(try AccountName("ci-\(index)"), password: "secret")
                }
            }
            try await group.waitForAll()
        }
        let names = try store.list().map(\.name.text)
        #expect(names == (0..<12).map { "ci-\($0)" }.sorted())
    }

    @Test func `of many who want one name at once, one gets it`() async throws {
        let added = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for index in 0..<8 {
                group.addTask { [path, ops] in
                    let outside = AccountStore(path: path, cost: .least)
                    // Only whether it worked is counted; why not is tested elsewhere.
                    return (try? outside.add(ops, password: "secret \(index)")) != nil
                }
            }
            var added = 0
            for await isAdded in group where isAdded { added += 1 }
            return added
        }
        #expect(added == 1)
        #expect(try store.list().map(\.name) == [ops])
    }
}
