import JobModel
import Testing

@Suite struct ReadySettingsTests {
    @Test(arguments: [
        ("/", ReadySettings.Port.own, "/"), ("/health?deep=1", .own, "/health?deep=1"),
        ("http://127.0.0.1:8080/health", .number(8080), "/health"), ("http://localhost:80", .number(80), "/"),
        ("http://[::1]:65535/a/b", .number(65_535), "/a/b"),
    ])
    func `an address on this machine is understood`(text: String, port: ReadySettings.Port, path: String) throws {
        let address = try #require(ReadyAddress(text))
        #expect(address.port == port)
        #expect(address.path == path)
    }

    @Test(arguments: [
        "", "health", "https://127.0.0.1:1/", "http://example.com:80/", "http://127.0.0.1/", "http://127.0.0.1:/",
        "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:x/", "/a b", "/a\r\nX: y", "/é",
        "http://127.0.0.1:٣/",
    ])
    func `no other address is`(text: String) {
        #expect(ReadyAddress(text) == nil)
    }

    @Test(arguments: [
        ("listening", "now listening on 80", true), ("listening", "Listening", false), ("a.c", "abc", false),
        ("/a.c/", "xabcx", true), ("/^a.c$/", "xabcx", false), (#"/port \d+/"#, "on port 80", true),
        (#"/port \d+/"#, "on port x", false), ("/", "a/b", true), ("//", "a//b", true), ("//", "a/b", false),
        ("/x", "a/x", true),
    ])
    func `a line is compared with a text or an expression`(pattern: String, line: String, isMatch: Bool) throws {
        let matches = try LinePattern(pattern).matcher()
        #expect(matches(line) == isMatch)
    }

    @Test(arguments: ["", "/(/", "/[/", "/*/"])
    func `what is no pattern is refused`(text: String) {
        #expect(throws: LinePattern.Fault.self) { try LinePattern(text) }
    }

    @Test(arguments: [("true", ReadySettings.Port?.some(.own)), ("false", nil), ("8080", .number(8080))])
    func `a port is a number, or the job's own`(value: String, port: ReadySettings.Port?) throws {
        let (settings, problems) = JobSettings.parse(Array("{\"ready\": {\"tcp\": \(value)}}".utf8), path: "p")
        let ready = try #require(settings?.ready)
        #expect(ready.tcp == port)
        #expect(ready.isEmpty == (port == nil))
        #expect(problems.isEmpty)
    }

    @Test(arguments: ["[\"a b\"]", "[1]", "[{\"job\": \"a\"}]"])
    func `only names of jobs can be depended on`(value: String) {
        let (settings, problems) = JobSettings.parse(Array("{\"depends_on\": \(value)}".utf8), path: "p")
        #expect(settings?.dependsOn.isEmpty == true)
        #expect(problems.map(\.code) == ["wrong_value"])
        #expect(problems.first?.message.contains("the name of a continuous job") == true)
        #expect(problems.first?.column == 17)
    }
}
