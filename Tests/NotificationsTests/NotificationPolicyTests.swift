import JobModel
import Notifications
import Testing

@Suite struct NotificationPolicyTests {
    private func policy(_ variables: [String: String]) -> NotificationPolicy {
        NotificationPolicy(variables: Dictionary(uniqueKeysWithValues: variables.map { ("notify.\($0)", $1) }))
    }

    @Test func `without settings nobody is told, and only the internet may be asked`() throws {
        let policy = policy([:])
        #expect(policy.targets.isEmpty)
        #expect(policy.faults.isEmpty)
        #expect(policy.interval == .seconds(900))
        #expect(policy.lines == 20)
        #expect(policy.secret == nil)
        #expect(policy.allows(try #require(IPAddress("9.9.9.9"))))
        for text in ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"] {
            #expect(!policy.allows(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test func `names targets and what they want to hear of`() {
        let policy = policy([
            "url": "https://a/x, https://b/y", "email": "ops@example.com root", "exec": "logger -t 'my site'",
            "on": "failed deployed",
        ])
        let events: Set<HostEventKind> = [.failed, .deployed]
        #expect(
            policy.targets == [
                NotifyTarget(.url("https://a/x"), events: events), NotifyTarget(.url("https://b/y"), events: events),
                NotifyTarget(.email(["ops@example.com", "root"]), events: events),
                NotifyTarget(.exec(["logger", "-t", "my site"], timeout: .seconds(30)), events: events),
            ]
        )
        #expect(policy.faults.isEmpty)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("127.0.0.0/8", "127.9.9.9", true),
        ("10.0.0.0/8, fd00::/8", "fd12::1", true), ("10.0.0.0/8", "192.168.0.1", false), ("true", "10.0.0.1", true),
        ("true", "::1", true), ("1", "169.254.169.254", true), ("false", "127.0.0.1", false),
        ("127.0.0.1", "::ffff:127.0.0.1", true), ("10.0.0.0/8", "64:ff9b::a00:1", true),
    ])
    func `allows what it names`(setting: String, address: String, isAllowed: Bool) throws {
        #expect(policy(["allow_private": setting]).allows(try #require(IPAddress(address))) == isAllowed)
    }

    @Test(arguments: [
        ("url", "ftp://a", "must begin with http:// or https://"), ("email", "-x", "\"-x\" is no mail address"),
        ("exec", "a 'b", "never closed"), ("on", "faild", "did you mean \"failed\"?"),
        ("allow_private", "10.0.0.0/99", "\"10.0.0.0/99\" is no address"), ("interval", "soon", "\"soon\" is not"),
        ("retry_delay", "-1", "\"-1\" is not"), ("lines", "201", "0 to 200"), ("from", "a b", "is no mail address"),
        ("base_url", "host", "must begin with"),
    ])
    func `what is wrong is said and counts as not given`(name: String, value: String, says: String) throws {
        let policy = policy([name: value])
        let fault = try #require(policy.faults.first)
        #expect(fault.hasPrefix("the app setting \"notify.\(name)\" is not taken: "))
        #expect(fault.contains(says), "\(fault)")
        #expect(policy.targets.isEmpty)
        #expect(policy.interval == .seconds(900))
    }
}
