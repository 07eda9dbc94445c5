import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Accounts

@Suite struct TokenStoreTests {
    private let scratch: ScratchDirectory
    private let accounts: AccountStore
    private let store: TokenStore
    private let now = Timestamp(seconds: 1_800_000_000)

    init() throws {
        scratch = try ScratchDirectory()
        accounts = AccountStore(path: scratch.at("accounts.json"), cost: .least)
        store = TokenStore(path: scratch.at("tokens.json"), accounts: accounts)
    }

    // MARK: tokens

    @Test func `a token is known by its text until it is removed`() throws {
        let job = JobID(type: .triggered, name: try JobName("report"))
        let (token, text) = try store.add("ci", Grant([.run], job: job), expires: nil, at: now)
        #expect(try store.verify(text, at: now) == token)
        #expect(token.grant == Grant([.run], job: job))
        // Another process reads the same of it.
        let other = TokenStore(path: scratch.at("tokens.json"), accounts: accounts)
        #expect(try other.verify(text, at: now) == token)
        try other.remove(token.id)
        #expect(try store.verify(text, at: now) == nil)
        #expect(throws: AccountsError.unknownToken(token.id)) { try store.remove(token.id) }
    }

    @Test func `a new session takes the place of an account's oldest, and of none of another`() throws {
        let (ops, dev) = (try AccountName("ops"), try AccountName("dev"))
        for name in [ops, dev] { try accounts.add(name, password: "secret") }
        let other = try store.addSession(of: dev, name: "browser", at: now).token
        var sessions: [AccessToken] = []
        for number in 0..<TokenStore.maximumSessions + 2 {
            sessions.append(try store.addSession(of: ops, name: "\(number)", at: now + .seconds(number)).token)
        }
        #expect(TokenStore.maximumSessions == 20)
        #expect(try store.list(at: now) == [other] + sessions.dropFirst(2))
        // Those of an old password are worth nothing, and are no longer listed.
        try accounts.setPassword("another", of: ops)
        #expect(try store.list(at: now) == [other])
    }

    @Test func `a pipe in its place holds nobody up`() throws {
        #expect(mkfifo(scratch.at("tokens.json"), 0o600) == 0)
        let error = AccountsError.broken(path: scratch.at("tokens.json"), reason: "it is no file")
        #expect(throws: error) { try store.list(at: now) }
    }

    @Test func `another secret under a known id is nothing`() throws {
        let (_, text) = try store.add("ci", Grant([.read]), expires: nil, at: now)
        let (_, other) = try store.add("cd", Grant([.admin]), expires: nil, at: now)
        let parts = other.text.split(separator: "_")
        let mixed = try #require(TokenText("nyala_\(text.id)_\(parts[2])"))
        #expect(try store.verify(mixed, at: now) == nil)
    }

    @Test func `ends at its time, to the nanosecond, and is forgotten`() throws {
        let end = now + .seconds(60)
        let (token, text) = try store.add("ci", Grant([.read]), expires: end, at: now)
        #expect(try store.verify(text, at: end + .nanoseconds(-1)) == token)
        #expect(try store.verify(text, at: end) == nil)
        #expect(try store.list(at: end).isEmpty)
        _ = try store.add("next", Grant([.read]), expires: nil, at: end)
        #expect(try scratch.read("tokens.json")?.contains(token.id) == false)
    }

    @Test func `a token of no use is not made`() throws {
        let wrong: [(String, Set<Scope>, Timestamp?)] = [
            ("ci", [], nil), ("ci", [.read], now), ("", [.read], nil), ("a\nb", [.read], nil),
            (String(repeating: "n", count: AccessToken.maximumNameLength + 1), [.read], nil),
        ]
        for (name, scopes, expires) in wrong {
            #expect(throws: AccountsError.self) { _ = try store.add(name, Grant(scopes), expires: expires, at: now) }
        }
        #expect(try store.list(at: now).isEmpty)
    }

    @Test func `there are a thousand at most`() throws {
        #expect(TokenStore.maximumTokens == 1000)
        let line = { (number: Int) in
            let digest = String(repeating: "0", count: 64)
            return
                "{\"id\":\"n\(number)\",\"name\":\"n\",\"scopes\":[\"read\"],\"created\":\"2027-01-15T08:00:00Z\",\"digest\":\"\(digest)\"}"
        }
        try scratch.write("tokens.json", "{\"tokens\":[\((1...999).map(line).joined(separator: ","))]}")
        _ = try store.add("last", Grant([.read]), expires: nil, at: now)
        #expect(throws: AccountsError.self) { _ = try store.add("more", Grant([.read]), expires: nil, at: now) }
        #expect(try store.list(at: now).count == 1000)
    }

    @Test(
        arguments: [
            "{", "[]", "{\"tokens\": [{}]}",
            "{\"tokens\": [{\"id\":\"a\",\"name\":\"n\",\"scopes\":[\"root\"],\"created\":\"2027-01-15T08:00:00Z\",\"digest\":\"d\"}]}",
            "{\"tokens\": [{\"id\":\"a\",\"name\":\"n\",\"scopes\":[\"read\"],\"created\":\"2027-01-15T08:00:00Z\",\"digest\":\"d\",\"job\":7}]}",
            "{\"tokens\": [{\"id\":\"a\",\"name\":\"n\",\"scopes\":[\"read\"],\"created\":\"2027-01-15T08:00:00Z\",\"digest\":\"d\",\"expires\":\"soon\"}]}",
        ]
    )
    func `a file that is not understood lets nobody in and stays as it is`(content: String) throws {
        let (_, text) = try store.add("ci", Grant([.read]), expires: nil, at: now)
        try scratch.write("tokens.json", content)
        #expect(throws: AccountsError.self) { _ = try store.verify(text, at: now) }
        #expect(throws: AccountsError.self) { _ = try store.add("new", Grant([.read]), expires: nil, at: now) }
        #expect(try scratch.read("tokens.json") == content)
    }

    // MARK: sessions

    @Test func `a session ends after a week, with its account, and with a new password`() throws {
        let ops = try AccountName("ops")
        try accounts.add(ops, password: "secret")
        try accounts.add(try AccountName("other"), password: "secret")
        let (session, text) = try store.addSession(of: ops, name: "browser", at: now)
        #expect(session.session == ops)
        #expect(session.expires == now + .seconds(7 * 86_400))
        #expect(try store.verify(text, at: now) == session)
        try accounts.setPassword("secret", of: ops)
        #expect(try store.verify(text, at: now) == nil)
        let (_, again) = try store.addSession(of: ops, name: "browser", at: now)
        #expect(try store.verify(again, at: now) != nil)
        try accounts.remove(ops)
        #expect(try store.verify(again, at: now) == nil)
        #expect(throws: AccountsError.unknownAccount(ops)) { _ = try store.addSession(of: ops, name: "b", at: now) }
    }

    // MARK: uses

    @Test func `the last use is kept, written once a minute`() throws {
        let path = scratch.at("uses.json")
        let uses = TokenUses(path: path)
        #expect(uses.last(of: "a") == nil)
        uses.note("a", at: now)
        uses.note("a", at: now + .seconds(59))
        #expect(TokenUses(path: path).last(of: "a") == now)
        uses.note("a", at: now + .seconds(60))
        #expect(TokenUses(path: path).last(of: "a") == now + .seconds(60))
        uses.keepOnly(["b"])
        #expect(uses.last(of: "a") == nil)
        // A damaged file is no more than a lost convenience.
        try scratch.write("uses.json", "{")
        #expect(TokenUses(path: path).last(of: "a") == nil)
    }
}
