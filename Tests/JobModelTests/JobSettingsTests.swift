import JobModel
import Testing

@Suite struct JobSettingsTests {
    @Test func `an empty object means the defaults`() {
        let (settings, problems) = JobSettings.parse(Array("{}".utf8), path: "p")
        #expect(settings == JobSettings())
        #expect(problems.isEmpty)
    }

    @Test func `null is how some editors write "not given"`() throws {
        let members = JobSettings.keys.map { "\"\($0)\": null" }.joined(separator: ", ")
        let (found, problems) = JobSettings.parse(Array("{\(members)}".utf8), path: "p")
        var settings = try #require(found)
        settings.raw = .object([:])
        #expect(settings == JobSettings())
        #expect(problems.allSatisfy { $0.code == "no_effect" })
    }

    @Test func `all keys are known and read`() throws {
        let (found, problems) = JobSettings.parse(Array(SettingsText.everyKey.utf8), path: "p")
        let settings = try #require(found)
        #expect(problems.allSatisfy { $0.code == "no_effect" && $0.severity == .warning })
        #expect(problems.count == JobSettings.keysWithoutEffect.count)
        #expect(Set(settings.raw.object?.keys ?? []) == Set(JobSettings.keys))
        // Each value differs from its default: nothing is passed over.
        let unread = zip(Mirror(reflecting: settings).children, Mirror(reflecting: JobSettings()).children)
            .filter { "\($0.value)" == "\($1.value)" }
            .map { $0.0.label ?? "" }
        #expect(unread.isEmpty)
    }

    @Test(arguments: [
        ("{\"schedul\": \"\"}", 2, "unknown key \"schedul\"; it has no effect, did you mean \"schedule\"?"),
        ("{\"isSingleton\": true}", 2, "unknown key \"isSingleton\"; it has no effect, did you mean \"is_singleton\"?"),
        ("{\"colour\": 1}", 2, "unknown key \"colour\"; it has no effect"),
        ("{\"\": 1}", 2, "unknown key \"\"; it has no effect"),
        (
            "{\"restart\": {\"dellay\": 1}}", 14,
            "unknown key \"restart.dellay\"; it has no effect, did you mean \"delay\"?"
        ),
        (
            "{\"log\": {\"max_byte\": 1}}", 10,
            "unknown key \"log.max_byte\"; it has no effect, did you mean \"max_bytes\"?"
        ),
    ])
    func `warns of an unknown key with the nearest one`(text: String, column: Int, message: String) {
        let (settings, problems) = JobSettings.parse(Array(text.utf8), path: "p")
        let expected = Problem(.warning, code: "unknown_key", path: "p", line: 1, column: column, message: message)
        #expect(problems == [expected])
        #expect(settings != nil)
    }

    @Test func `a key that stands there twice is pointed out, and the last one counts`() {
        let (settings, problems) = JobSettings.parse(Array("{\"run\": [], \"run\": [\"a\"]}".utf8), path: "p")
        let message = "\"run\" stands here for the second time; the last one counts"
        let expected = Problem(.warning, code: "repeated_key", path: "p", line: 1, column: 13, message: message)
        #expect(problems == [expected])
        #expect(settings?.run == ["a"])
    }

    @Test func `keys for others begin with x-`() {
        let (_, problems) = JobSettings.parse(Array("{\"x-note\": 1, \"watch\": {\"x-y\": []}}".utf8), path: "p")
        #expect(problems.isEmpty)
    }

    @Test(arguments: [
        ("", 1, 1, "a value is missing at the end of the text"),
        ("{\n  \"run\": [\"a\"],\n}", 3, 1, "remove the comma before this \"}\""),
        ("\n []", 2, 2, "settings must be a JSON object ({ … }), not an array"),
        ("null", 1, 1, "settings must be a JSON object ({ … }), not null"),
        ("\"a\"", 1, 1, "settings must be a JSON object ({ … }), not a string"),
    ])
    func `a broken file gives no settings`(text: String, line: Int, column: Int, message: String) {
        let (settings, problems) = JobSettings.parse(Array(text.utf8), path: "p")
        #expect(settings == nil)
        #expect(problems == [Problem(code: "broken_settings", path: "p", line: line, column: column, message: message)])
    }

    @Test func `a file that is too large gives no settings`() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: JobSettings.maximumSize + 1)
        let (settings, problems) = JobSettings.parse(bytes, path: "p")
        #expect(settings == nil)
        #expect(problems.map(\.description) == ["p: the file has 1048577 bytes, at most 1048576 are read"])
    }
}
