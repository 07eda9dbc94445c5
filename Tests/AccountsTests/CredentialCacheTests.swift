import Glibc
import Testing

@testable import Accounts

@Suite struct CredentialCacheTests {
    private let cache: CredentialCache
    private let account: Account
    private let credentials = BasicCredentials(name: "ops", password: "secret")
    private let version = CredentialCacheTests.version(1)

    init() throws {
        cache = try CredentialCache()
        account = Account(name: try AccountName("ops"))
    }

    @Test func `knows nothing at first`() {
        #expect(cache.account(for: credentials, version: version) == nil)
        #expect(cache.account(for: credentials, version: nil) == nil)
    }

    @Test func `knows what it was told, however often it is asked`() {
        cache.remember(credentials, as: account, version: version)
        #expect(cache.account(for: credentials, version: version) == account)
        #expect(cache.account(for: credentials, version: version) == account)
    }

    @Test(arguments: [("ops", "Secret"), ("ops", ""), ("ops", "secret "), ("Ops", "secret"), ("", "secret")])
    func `another name or password is unknown`(name: String, password: String) {
        cache.remember(credentials, as: account, version: version)
        let others = BasicCredentials(name: name, password: password)
        #expect(cache.account(for: others, version: version) == nil)
        #expect(cache.account(for: credentials, version: version) == account)
    }

    @Test func `a wrong password beside it changes nothing, a new right one takes its place`() {
        let others = BasicCredentials(name: "ops", password: "other")
        cache.remember(credentials, as: account, version: version)
        cache.remember(others, as: account, version: version)
        #expect(cache.account(for: others, version: version) == account)
        #expect(cache.account(for: credentials, version: version) == nil)
    }

    @Test func `another version of the file makes it forget everything, for good`() {
        cache.remember(credentials, as: account, version: version)
        #expect(cache.account(for: credentials, version: Self.version(2)) == nil)
        #expect(cache.account(for: credentials, version: version) == nil)
    }

    @Test func `no file is a version too`() {
        cache.remember(credentials, as: account, version: version)
        #expect(cache.account(for: credentials, version: nil) == nil)
    }

    @Test func `what was verified before the file changed is not valid after it`() {
        #expect(cache.account(for: credentials, version: Self.version(2)) == nil)
        cache.remember(credentials, as: account, version: version)
        #expect(cache.account(for: credentials, version: Self.version(2)) == nil)
    }

    @Test func `holds 1024 credentials and then begins anew`() {
        #expect(CredentialCache.maximumEntries == 1024)
        let last = BasicCredentials(name: "last", password: "secret")
        cache.remember(credentials, as: account, version: version)
        for index in 1..<1024 {
            let others = BasicCredentials(name: "ci-\(index)", password: "secret")
            cache.remember(others, as: account, version: version)
        }
        #expect(cache.account(for: credentials, version: version) == account)
        cache.remember(last, as: account, version: version)
        #expect(cache.account(for: credentials, version: version) == nil)
        #expect(cache.account(for: last, version: version) == account)
    }

    /// A file of this many bytes.
    private static func version(_ size: Int) -> FileVersion {
        var information = stat()
        information.st_size = size
        return FileVersion(information)
    }
}
