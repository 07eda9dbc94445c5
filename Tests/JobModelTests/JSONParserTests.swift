import Testing

@testable import JobModel

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", JSONValue.null), (" true ", .bool(true)), ("false\n", .bool(false)), ("0", .integer(0)),
        ("-12", .integer(-12)), ("\"\"", .string("")), ("[]", .array([])), ("{}", .object([:])), ("[ ]", .array([])),
        ("[1,[2],{}]", .array([.integer(1), .array([.integer(2)]), .object([:])])),
        ("{\"a\":1,\"b\":{\"c\":null}}", .object(["a": .integer(1), "b": .object(["c": .null])])),
        ("\u{FEFF}{\"a\":true}", .object(["a": .bool(true)])),
        ("// first\n{ /* in */ \"a\" /**/ : /* * / ** */ 1 // last\r\n}//end", .object(["a": .integer(1)])),
    ])
    func `reads JSON as people write it`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"),
        (#""\u0000""#, "\0"), ("\"é€😀\u{7F}\"", "é€😀\u{7F}"), (#""// no comment""#, "// no comment"),
        (#""\uD7FF\uE000""#, "\u{D7FF}\u{E000}"),
    ])
    func `reads escapes`(text: String, string: String) throws {
        #expect(try JSONValue.parse(Array(text.utf8)).string == string)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil),
        ("-1.5E+10", nil), ("1e-2", nil),
    ])
    func `keeps a number as it was written`(text: String, integer: Int?) throws {
        let value = try JSONValue.parse(Array(text.utf8))
        #expect(value.integer == integer)
        #expect(value.serialized() == Array(text.utf8))
        guard case .number(let number) = value else { return }
        #expect(number.double == Double(text))
    }

    @Test func `knows the place of every key and value`() throws {
        let text = "{\n  \"ä\": [1,\n\t\"x\"], /* ü\n */ \"b\": {}\n}"
        guard case .object(let members, let place) = try JSONParser.parse(Array(text.utf8)) else {
            Issue.record("no object")
            return
        }
        #expect(place == JSONPlace(line: 1, column: 1))
        #expect(members.map(\.keyPlace) == [JSONPlace(line: 2, column: 3), JSONPlace(line: 4, column: 5)])
        #expect(members.map(\.value.place) == [JSONPlace(line: 2, column: 8), JSONPlace(line: 4, column: 10)])
        guard case .array(let elements, _) = members[0].value else { return }
        #expect(elements.map(\.place) == [JSONPlace(line: 2, column: 9), JSONPlace(line: 3, column: 2)])
    }

    @Test(arguments: [
        ("null", "null"), ("true", "a boolean"), ("1", "a number"), ("\"\"", "a string"), ("[]", "an array"),
        ("{}", "an object"),
    ])
    func `has a word for each kind`(text: String, kind: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).kind == kind)
    }

    @Test func `nests as deep as the limit and no deeper`() throws {
        let limit = JSONParser.maximumDepth
        func nested(_ depth: Int, _ inside: String) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + inside + String(repeating: "]", count: depth)).utf8)
        }
        for inside in ["", "1", "\"\""] { #expect(throws: Never.self) { try JSONParser.parse(nested(limit, inside)) } }
        let reason = "values are nested deeper than \(limit) levels"
        let expected = JSONError(place: JSONPlace(line: 1, column: limit + 1), reason: reason)
        #expect(throws: expected) { try JSONParser.parse(nested(limit + 1, "")) }
        #expect(throws: expected) { try JSONParser.parse(nested(100_000, "1")) }
        let objects = String(repeating: "{\"a\":", count: limit + 1)
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array(objects.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test func `refuses a text beyond the limit before it reads it`() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: JSONParser.maximumSize + 1)
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
        #expect(error?.reason == "the text has 16777217 bytes, at most 16777216 are allowed")
    }

    /// The columns of a long line must not be counted from its beginning again and again.
    @Test func `reads a long line in one go`() throws {
        let bytes = Array(("[1" + String(repeating: ",1", count: 200_000) + "]").utf8)
        guard case .array(let elements, _) = try JSONParser.parse(bytes) else { return }
        #expect(elements.count == 200_001)
        #expect(elements.last?.place == JSONPlace(line: 1, column: 400_002))
    }
}
