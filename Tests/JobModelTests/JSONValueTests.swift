import JobModel
import Testing

@Suite struct JSONValueTests {
    @Test func `writes on one line or indented`() {
        let value = JSONValue.object([
            "a": .integer(1), "b": .array([.bool(true), .null]), "c": .object([:]), "d": .array([]),
        ])
        #expect(text(value.serialized()) == #"{"a":1,"b":[true,null],"c":{},"d":[]}"#)
        let pretty = "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {},\n  \"d\": []\n}"
        #expect(text(value.serialized(pretty: true)) == pretty)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\n\r\t\u{8}\u{1F}\0", #""\n\r\t\u0008\u001f\u0000""#),
        ("é€😀\u{7F}", "\"é€😀\u{7F}\""),
    ])
    func `escapes what a text must not hold`(string: String, written: String) throws {
        let bytes = JSONValue.string(string).serialized()
        #expect(text(bytes) == written)
        #expect(try JSONValue.parse(bytes) == .string(string))
    }

    @Test(arguments: [
        "null", "[]", "{}", "[1,-2.50,1E5,\"\"]", #"{"b":{"a":[{"x":null},[[]]]},"a":"é\n","":false}"#,
        // Equal keys stay as they were written.
        #"{"a":1,"a":2}"#,
    ])
    func `what was read is written the same`(json: String) throws {
        let value = try JSONValue.parse(Array(json.utf8))
        #expect(text(value.serialized()) == json)
        #expect(try JSONValue.parse(value.serialized(pretty: true)) == value)
    }

    @Test func `gives only what it is`() {
        let object = JSONValue.object(["a": .integer(7)])
        #expect(object["a"]?.integer == 7)
        #expect(object["b"] == nil)
        #expect(object.object?.keys == ["a"])
        #expect(JSONValue.string("x").string == "x")
        #expect(JSONValue.bool(true).bool == true)
        #expect(JSONValue.array([.null]).array == [.null])
        for wrong in [JSONValue.null, .array([object])] {
            #expect(wrong["a"] == nil)
            #expect(wrong.string == nil)
            #expect(wrong.bool == nil)
            #expect(wrong.integer == nil)
            #expect(wrong.object == nil)
        }
        #expect(object.array == nil)
        #expect(JSONValue.string("7").integer == nil)
        #expect(JSONValue.optional(nil as String?) == .null)
        #expect(JSONValue.optional("a") == .string("a"))
        #expect(JSONValue.optional(nil as Int?) == .null)
        #expect(JSONValue.optional(3) == .integer(3))
    }

    @Test func `of equal keys the last one counts`() throws {
        #expect(try JSONValue.parse(Array(#"{"a":1,"a":2}"#.utf8))["a"] == .integer(2))
    }

    @Test func `members keep their order when one changes`() {
        var object: JSONObject = ["a": .integer(1), "b": .integer(2)]
        object["a"] = .null
        object["c"] = .bool(true)
        #expect(object == ["a": .null, "b": .integer(2), "c": .bool(true)])
        object["b"] = nil
        object["x"] = nil
        #expect(object.keys == ["a", "c"])
        #expect(JSONObject().keys.isEmpty)
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
