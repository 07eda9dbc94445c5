import Accounts
import JobModel
import TestKit
import Testing

@Suite struct AuthenticatorTests {
    private let scratch: ScratchDirectory
    private let store: AccountStore
    private let authenticator: Authenticator
    private let account: Account
    private let time = ManualTime()
    private let right = BasicCredentials(name: "ops", password: "secret")
    private let wrong = BasicCredentials(name: "ops", password: "guess")
    private let address = ThrottledAddress("192.0.2.1")

    /// The third failure of an address costs the first delay.
    init() throws {
        scratch = try ScratchDirectory()
        store = AccountStore(path: scratch.at("accounts.json"), cost: .least)
        account = try store.add(try AccountName("ops"), password: "secret")
        var limits = FailureThrottle.Limits()
        limits.freeFailures = 2
        authenticator = try Authenticator(
            store: store,
            tokens: TokenStore(path: scratch.at("tokens.json"), accounts: store),
            uses: TokenUses(path: scratch.at("uses.json")),
            limits: limits
        )
    }

    // MARK: who is let in

    @Test func `right credentials are an account's`() throws {
        #expect(try verdict(on: right) == .account(account))
    }

    @Test(arguments: [("ops", "guess"), ("ops", ""), ("nobody", "secret"), ("", ""), ("a b", "secret")])
    func `a wrong password and an unknown name are refused alike`(name: String, password: String) throws {
        #expect(try verdict(on: BasicCredentials(name: name, password: password)) == .refused)
    }

    @Test func `only credentials that were verified have a quick verdict`() throws {
        #expect(try quickVerdict(on: right) == nil)
        #expect(try verdict(on: right) == .account(account))
        #expect(try quickVerdict(on: right) == .account(account))
        #expect(try quickVerdict(on: wrong) == nil)
    }

    @Test func `a wrong password has no quick verdict, however often it was tried`() throws {
        for _ in 0..<2 { #expect(try verdict(on: wrong) == .refused) }
        #expect(try quickVerdict(on: wrong) == nil)
    }

    // MARK: changes of the file

    @Test func `a new password ends the old one for clients that are known too`() throws {
        #expect(try verdict(on: right) == .account(account))
        try store.setPassword("guess", of: account.name)
        #expect(try quickVerdict(on: right) == nil)
        #expect(try verdict(on: right) == .refused)
        #expect(try verdict(on: wrong) == .account(account))
    }

    @Test func `a removed account is let in no more`() throws {
        #expect(try verdict(on: right) == .account(account))
        try store.add(try AccountName("other"), password: "other")
        try store.remove(account.name)
        #expect(try quickVerdict(on: right) == nil)
        #expect(try verdict(on: right) == .refused)
    }

    @Test func `another account's change costs one more check and nothing else`() throws {
        #expect(try verdict(on: right) == .account(account))
        try store.add(try AccountName("ci"), password: "secret")
        #expect(try quickVerdict(on: right) == nil)
        #expect(try verdict(on: right) == .account(account))
        #expect(try quickVerdict(on: right) == .account(account))
    }

    @Test func `a broken file is an error and nobody's failure`() throws {
        let text = try #require(try scratch.read("accounts.json"))
        try scratch.write("accounts.json", "{}")
        let broken = AccountsError.broken(
            path: scratch.at("accounts.json"),
            reason: "it is no object with an array \"accounts\""
        )
        for _ in 0..<4 {
            #expect(throws: broken) { try verdict(on: right) }
        }
        try scratch.write("accounts.json", text)
        #expect(try verdict(on: right) == .account(account))
    }

    // MARK: the throttle

    @Test func `who guesses must wait, even with the right password`() throws {
        for _ in 0..<3 { #expect(try verdict(on: wrong) == .refused) }
        #expect(try verdict(on: wrong) == .throttled(retryAfter: .seconds(1)))
        #expect(try verdict(on: right) == .throttled(retryAfter: .seconds(1)))
        time.advance(by: .milliseconds(400))
        #expect(try verdict(on: right) == .throttled(retryAfter: .milliseconds(600)))
        time.advance(by: .milliseconds(600))
        #expect(try verdict(on: right) == .account(account))
    }

    @Test func `who has a token neither waits for those who guess, nor makes anybody wait`() throws {
        let (token, text) = try authenticator.tokens.add("ci", Grant([.read]), expires: nil, at: time.wallTime())
        for _ in 0..<5 { _ = try verdict(on: wrong) }
        #expect(try authenticator.verdict(on: text, isSession: false, time.wallTime()) == .token(token))
        let fresh = try Authenticator(
            store: store,
            tokens: authenticator.tokens,
            uses: TokenUses(path: scratch.at("uses.json"))
        )
        try authenticator.tokens.remove(token.id)
        for _ in 0..<20 { #expect(try fresh.verdict(on: text, isSession: false, time.wallTime()) == .refused) }
        #expect(try fresh.verdict(on: right, from: address, at: time.monotonicTime()) == .account(account))
    }

    @Test func `a try that was throttled is no failure`() throws {
        for _ in 0..<3 { #expect(try verdict(on: wrong) == .refused) }
        for _ in 0..<20 { #expect(try verdict(on: wrong) == .throttled(retryAfter: .seconds(1))) }
        time.advance(by: .seconds(1))
        #expect(try verdict(on: wrong) == .refused)
        #expect(try verdict(on: wrong) == .throttled(retryAfter: .seconds(2)))
    }

    @Test func `known credentials wait too`() throws {
        #expect(try verdict(on: right) == .account(account))
        for _ in 0..<3 { #expect(try verdict(on: wrong) == .refused) }
        #expect(try quickVerdict(on: right) == .throttled(retryAfter: .seconds(1)))
    }

    @Test func `a right password between guesses pays for none of them`() throws {
        for _ in 0..<2 { #expect(try verdict(on: wrong) == .refused) }
        #expect(try verdict(on: right) == .account(account))
        #expect(try verdict(on: wrong) == .refused)
        #expect(try verdict(on: right) == .throttled(retryAfter: .seconds(1)))
    }

    @Test func `another address does not wait`() throws {
        for _ in 0..<3 { #expect(try verdict(on: wrong) == .refused) }
        let other = ThrottledAddress("192.0.2.2")
        #expect(try authenticator.verdict(on: right, from: other, at: time.monotonicTime()) == .account(account))
        #expect(try verdict(on: right) == .throttled(retryAfter: .seconds(1)))
    }

    @Test func `without other limits the eleventh failure costs a second`() throws {
        let usual = try Authenticator(
            store: store,
            tokens: TokenStore(path: scratch.at("tokens.json"), accounts: store),
            uses: TokenUses(path: scratch.at("uses.json"))
        )
        let now = time.monotonicTime()
        for _ in 0..<11 { #expect(try usual.verdict(on: wrong, from: address, at: now) == .refused) }
        #expect(try usual.verdict(on: right, from: address, at: now) == .throttled(retryAfter: .seconds(1)))
    }

    @Test func `many guesses at once get no further than one after the other`() async throws {
        let now = time.monotonicTime()
        let verdicts = try await withThrowingTaskGroup(
            of: Authenticator.Verdict.self,
            returning: [Authenticator.Verdict].self
        ) { group in
            for _ in 0..<8 {
                group.addTask { [authenticator, wrong, address] in
                    try authenticator.verdict(on: wrong, from: address, at: now)
                }
            }
            var verdicts: [Authenticator.Verdict] = []
            for try await verdict in group { verdicts.append(verdict) }
            return verdicts
        }
        let refused = verdicts.count { $0 == .refused }
        let throttled = verdicts.count { $0 == .throttled(retryAfter: .seconds(1)) }
        #expect(refused == 3)
        #expect(throttled == 5)
    }

    private func verdict(on credentials: BasicCredentials) throws -> Authenticator.Verdict {
        try authenticator.verdict(on: credentials, from: address, at: time.monotonicTime())
    }

    private func quickVerdict(on credentials: BasicCredentials) throws -> Authenticator.Verdict? {
        try authenticator.quickVerdict(on: credentials, from: address, at: time.monotonicTime())
    }
}
