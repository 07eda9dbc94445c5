import Testing

@testable import Deployments

@Suite struct RemoteAddressTests {
    @Test(arguments: [
        ("https://host/a.git", "https://host/a.git", "https://host/a.git"),
        ("https://u:pw@host:8/a", "https://host:8/a", "https://***@host:8/a"),
        ("https://token@host/a", "https://host/a", "https://***@host/a"),
        ("HTTP://u:p@w@host/a", "http://host/a", "http://***@host/a"),
        ("https://u:a?b#c@host/a", "https://host/a", "https://***@host/a"),
        ("https://host/a?token=pw", "https://host/a?token=pw", "https://host/a?***"),
        ("https://u:pw@host/a?t=q#x", "https://host/a?t=q#x", "https://***@host/a?***"),
        ("ssh://git@host/a", "ssh://git@host/a", "ssh://git@host/a"), ("git@host:a/b", "git@host:a/b", "git@host:a/b"),
        ("host:a", "host:a", "host:a"), ("/a/b@c:d", "/a/b@c:d", "/a/b@c:d"),
        ("file:///a/b", "file:///a/b", "file:///a/b"),
        ("https://u:pw@host", "https://host", "https://***@host"),
    ])
    func `git is given, and shown is, what may be seen`(text: String, argument: String, shown: String) throws {
        let address = try RemoteAddress(text)
        #expect(address.argument == argument)
        #expect(address.shown == shown)
    }

    @Test func `credentials are for their host alone, and decoded`() throws {
        let address = try RemoteAddress("https://a%40b:p%25w%C3%A4%zz@host:8/a")
        let credentials = try #require(address.credentials)
        #expect(credentials.user == "a@b" && credentials.password == "p%wä%zz" && credentials.scope == "https://host:8")
        let variables = address.variables(over: ["GIT_CONFIG_COUNT": "2"])
        #expect(variables["GIT_CONFIG_COUNT"] == "4")
        #expect(variables["GIT_CONFIG_KEY_2"] == "credential.helper" && variables["GIT_CONFIG_VALUE_2"] == "")
        #expect(variables["GIT_CONFIG_KEY_3"] == "credential.https://host:8.helper")
        #expect(variables["GIT_CONFIG_VALUE_3"]?.contains("p%w") == false)
        #expect(try RemoteAddress("https://host/a").variables(over: [:]).isEmpty)
        #expect(try RemoteAddress("https://token@host/a").credentials?.password == "")
    }

    @Test func `what git says is told without secrets`() throws {
        let address = try RemoteAddress("https://u:p%77d@host/a?t=qqq")
        let line = "fatal: pwd and p%77d of https://u:p%77d@host/a?t=qqq/ and u"
        #expect(address.masked(line) == "fatal: *** and *** of ***/ and u")
        #expect(try RemoteAddress("https://token@host/a").masked("no token here") == "no *** here")
        #expect(try RemoteAddress("git@host:a").masked("git@host:a") == "git@host:a")
    }

    @Test(arguments: [
        "ssh://u:secret@host/a", "git://u:secret@host/a", "u:secret@host:a", "https://u:secret%0a@host/a",
        "https://u:%ffsecret@host/a",
    ])
    func `what cannot be handed over in secret is refused without being shown`(text: String) {
        let error = #expect(throws: DeploymentError.self) { try RemoteAddress(text) }
        #expect(error.map { "\($0)".contains("secret") } == false)
    }
}
