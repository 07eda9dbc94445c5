import JobModel
import Testing

@Suite struct JSONErrorTests {
    @Test(arguments: [
        ("", 1, 1, "a value is missing at the end of the text"),
        ("\n // only this", 2, 14, "a value is missing at the end of the text"),
        ("{\"a\":", 1, 6, "a value is missing at the end of the text"),
        ("{\"a\":}", 1, 6, value + "\"}\""),
        ("[1,", 1, 4, "a value is missing at the end of the text"),
        ("hello", 1, 1, value + "\"h\""),
        ("nul", 1, 1, value + "\"n\""),
        ("True", 1, 1, value + "\"T\""),
        ("'a'", 1, 1, value + "\"'\""),
        ("[\u{1}]", 1, 2, value + "a control character"),
        ("[1, é]", 1, 5, value + "\"é\""),
        ("1 2", 1, 3, "nothing may follow the value; found \"2\""),
        ("{}\n}", 2, 1, "nothing may follow the value; found \"}\""),
        ("{\"a\": 1,\n}", 2, 1, "remove the comma before this \"}\""),
        ("[1,\n  ]", 2, 3, "remove the comma before this \"]\""),
        ("[,]", 1, 2, value + "\",\""),
        ("{,}", 1, 2, "a key in double quotes is expected; found \",\""),
        ("{a: 1}", 1, 2, "a key in double quotes is expected; found \"a\""),
        ("{\n\t1: 2}", 2, 2, "a key in double quotes is expected; found \"1\""),
        ("{", 1, 2, "a key in double quotes is expected; found the end of the text"),
        ("{\"a\" 1}", 1, 6, "\":\" is expected after the key \"a\"; found \"1\""),
        ("{\"a\"", 1, 5, "\":\" is expected after the key \"a\"; found the end of the text"),
        ("{\"a\": 1 \"b\": 2}", 1, 9, "\",\" or \"}\" is expected; found \"\"\""),
        ("{\"a\": 1", 1, 8, "\",\" or \"}\" is expected; found the end of the text"),
        ("[1 2]", 1, 4, "\",\" or \"]\" is expected; found \"2\""),
        ("[trueish]", 1, 6, "\",\" or \"]\" is expected; found \"i\""),
        ("[\"ä\"\r\n, \"ö\"; ]", 2, 6, "\",\" or \"]\" is expected; found \";\""),
    ])
    func `says what is expected where`(text: String, line: Int, column: Int, reason: String) {
        expect(Array(text.utf8), line, column, reason)
    }

    @Test(arguments: [
        ("01", 1, 3, "a number must not begin with 0"),
        ("-012", 1, 5, "a number must not begin with 0"),
        ("-", 1, 2, "a digit is expected; found the end of the text"),
        ("1.", 1, 3, "a digit is expected; found the end of the text"),
        ("[1.a]", 1, 4, "a digit is expected; found \"a\""),
        ("1e+", 1, 4, "a digit is expected; found the end of the text"),
        ("+1", 1, 1, value + "\"+\""),
        (".5", 1, 1, value + "\".\""),
        ("NaN", 1, 1, value + "\"N\""),
    ])
    func `refuses what is no number`(text: String, line: Int, column: Int, reason: String) {
        expect(Array(text.utf8), line, column, reason)
    }

    @Test(arguments: [
        ("{\"a\": \"b", 1, 7, "this text has no closing double quote"),
        ("[\n \"b\nc\"]", 2, 2, "this text has no closing double quote on its line"),
        ("\"a\tb\"", 1, 3, "a control character must be written as an escape such as \\t"),
        (#""C:\dir""#, 1, 5, #"a backslash before "d" is no escape; write "\\" for a backslash"#),
        (#""é\é""#, 1, 4, #"a backslash before "é" is no escape; write "\\" for a backslash"#),
        (#""\"#, 1, 3, "the text ends in the middle of an escape"),
        (#""\u12"#, 1, 6, "four hexadecimal digits are expected after \\u"),
        (#""\u12g4""#, 1, 6, "four hexadecimal digits are expected after \\u"),
        (#""\u+123""#, 1, 4, "four hexadecimal digits are expected after \\u"),
        (#""\u123""#, 1, 7, "four hexadecimal digits are expected after \\u"),
        (#""\ud83d""#, 1, 8, "half of a surrogate pair is missing"),
        (#""\ude00""#, 1, 8, "half of a surrogate pair is missing"),
        (#""\ud83d\u0041""#, 1, 14, "half of a surrogate pair is missing"),
        (#""\ud83d\n""#, 1, 9, "half of a surrogate pair is missing"),
    ])
    func `refuses what is no text`(text: String, line: Int, column: Int, reason: String) {
        expect(Array(text.utf8), line, column, reason)
    }

    @Test(arguments: [
        ("/", 1, 1, "a value is expected; found \"/\""), ("[1 / 2]", 1, 4, "a value is expected; found \"/\""),
        ("[\n /* no end * /", 2, 2, "this comment has no end (*/)"), ("/*/", 1, 1, "this comment has no end (*/)"),
        ("# no", 1, 1, value + "\"#\""),
    ])
    func `refuses what is no comment`(text: String, line: Int, column: Int, reason: String) {
        expect(Array(text.utf8), line, column, reason)
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22],
    ])
    func `refuses a text that is not UTF-8`(bytes: [UInt8]) {
        expect(bytes, 1, 1, "this text is not UTF-8")
    }

    @Test func `a byte-order mark takes no column`() {
        expect(Array("\u{FEFF}x".utf8), 1, 1, Self.value + "\"x\"")
    }

    @Test func `a text cut off anywhere is refused`() {
        let bytes = Array(#"{"a":[1.5e3,"x\n\u00e9",true,null],"b":{"c":[]}}"#.utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(bytes[..<length])) }
        }
    }

    private static let value =
        "a value is expected (text in double quotes, a number, true, false, null, [ or {); found "

    private func expect(_ bytes: [UInt8], _ line: Int, _ column: Int, _ reason: String) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
        #expect(error?.description == "line \(line), column \(column): \(reason)")
    }

    @Test(arguments: ["// a\n{}", "{} // a", "{/* a */}", "[1, /* b */ 2]"])
    func `what programs send has no comments`(_ text: String) throws {
        let bytes = Array(text.utf8)
        _ = try JSONValue.parse(bytes)
        #expect { try JSONValue.parseStrictly(bytes) } throws: { error in
            (error as? JSONError)?.reason == "JSON has no comments"
        }
    }
}
