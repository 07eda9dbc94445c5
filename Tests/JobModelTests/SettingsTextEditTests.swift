import Testing

@testable import JobModel

@Suite struct SettingsTextEditTests {
    private func edit(_ text: String, _ key: String, _ value: JSONValue?) throws -> String {
        var edit = try #require(SettingsTextEdit(Array(text.utf8)))
        edit.set(key, to: value)
        return String(decoding: edit.text, as: UTF8.self)
    }

    @Test(arguments: [
        ("", "{\n  \"schedule\": \"x\"\n}\n"), ("{}", "{\n  \"schedule\": \"x\"\n}"),
        (#"{"schedule": "old"}"#, #"{"schedule": "x"}"#),
        (#"{"schedule":{"a":[1,"}"]}, "b": 1}"#, #"{"schedule":"x", "b": 1}"#),
        (#"{"a": 1}"#, #"{"a": 1, "schedule": "x"}"#),
        (
            "{\n    \"a\": 1 // why, \"schedule\"\n}\n",
            "{\n    \"a\": 1,\n    \"schedule\": \"x\" // why, \"schedule\"\n}\n"
        ),
        (
            "{ /* \"schedule\": 1 */ \"schedule\" /* : */ : \"a\\\"b\" }",
            "{ /* \"schedule\": 1 */ \"schedule\" /* : */ : \"x\" }"
        ),
        (#"{"b": {"schedule": "inner"}}"#, #"{"b": {"schedule": "inner"}, "schedule": "x"}"#),
        (#"{"\u0073chedule": 1}"#, #"{"\u0073chedule": "x"}"#),
    ])
    func `a value is set, and nothing else changes`(text: String, expected: String) throws {
        #expect(try edit(text, "schedule", .string("x")) == expected)
    }

    @Test(arguments: [
        (#"{"k": 1}"#, "{}"), (#"{"k": 1, "b": 2}"#, #"{"b": 2}"#), (#"{"a": 1, "k": [1, 2]}"#, #"{"a": 1}"#),
        ("{\n  \"a\": 1,\n  \"k\": true,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 2\n}"),
        (#"{"a": 1}"#, #"{"a": 1}"#),
    ])
    func `a key is removed, and nothing else changes`(text: String, expected: String) throws {
        #expect(try edit(text, "k", nil) == expected)
    }

    @Test(arguments: ["[]", "{", "7", "{\"a\": }"])
    func `what is no object is left alone`(text: String) {
        #expect(SettingsTextEdit(Array(text.utf8)) == nil)
    }
}
