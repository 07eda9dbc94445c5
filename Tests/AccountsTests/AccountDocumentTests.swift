import Testing

@testable import Accounts

@Suite struct AccountDocumentTests {
    static let shapes = ["[]", "null", "1", "\"accounts\"", "{}", #"{"accounts": {}}"#, #"{"accounts": null}"#]

    static let entries = [
        #""ops""#, "null", "[]", "{}", #"{"name": "ops"}"#, #"{"password": "x"}"#, #"{"name": 1, "password": "x"}"#,
        #"{"name": "ops", "password": null}"#, #"{"name": "ops", "password": ["x"]}"#,
    ]

    static let faults: [(text: String, reason: String)] = [
        ("", "line 1, column 1: a value is missing at the end of the text"),
        ("{\"accounts\": [", "line 1, column 15: a value is missing at the end of the text"),
        ("{\"accounts\": []} x", "line 1, column 18: nothing may follow the value; found \"x\""),
        (
            """
            {
              "accounts": [
                {"name": "ops" "password": "x"}
              ]
            }
            """,
            "line 3, column 20: \",\" or \"}\" is expected; found \"\"\""
        ),
        (
            """
            {"accounts": [
              {"name": "ops", "password": "x"},
            ]}
            """,
            "line 3, column 1: remove the comma before this \"]\""
        ),
    ]

    @Test func `reads names and hashes`() throws {
        let document = try Self.document(#"{"accounts": [\#(Self.entry("ops", "x")), \#(Self.entry("ci", "y"))]}"#)
        #expect(document.names.sorted().map(\.text) == ["ci", "ops"])
        #expect(try document[AccountName("ops")] == "x")
        #expect(try document[AccountName("ci")] == "y")
        #expect(try document[AccountName("Ops")] == nil)
    }

    @Test(arguments: faults)
    func `a text that is no JSON is refused with its place`(text: String, reason: String) {
        #expect(throws: AccountsError.broken(path: "/a/b", reason: reason)) { try Self.document(text) }
    }

    @Test func `a text that is not UTF-8 is refused with its place`() {
        let bytes = Array("{\"accounts\":\"".utf8) + [0xFF] + Array("\"}".utf8)
        let reason = "line 1, column 13: this text is not UTF-8"
        #expect(throws: AccountsError.broken(path: "/a/b", reason: reason)) {
            try AccountDocument(parsing: bytes, path: "/a/b")
        }
    }

    @Test(arguments: shapes)
    func `anything but an object with an array of accounts is refused`(text: String) {
        let reason = "it is no object with an array \"accounts\""
        #expect(throws: AccountsError.broken(path: "/a/b", reason: reason)) { try Self.document(text) }
    }

    @Test(arguments: entries)
    func `an account without name or password is refused`(entry: String) {
        let reason = "each account must have a \"name\" and a \"password\""
        #expect(throws: AccountsError.broken(path: "/a/b", reason: reason)) {
            try Self.document(#"{"accounts": [\#(Self.entry("ci", "y")), \#(entry)]}"#)
        }
    }

    @Test(arguments: ["", "a b", ".ops", "ops:"])
    func `a name that no account can have is refused`(name: String) {
        let reason = "\"\(name)\" is not the name of an account"
        #expect(throws: AccountsError.broken(path: "/a/b", reason: reason)) {
            try Self.document(#"{"accounts": [\#(Self.entry(name, "x"))]}"#)
        }
    }

    @Test func `one name twice is refused, for either password could be meant`() {
        #expect(throws: AccountsError.broken(path: "/a/b", reason: "the account ops is in it twice")) {
            try Self.document(#"{"accounts": [\#(Self.entry("ops", "x")), \#(Self.entry("ops", "x"))]}"#)
        }
    }

    @Test func `begins without accounts`() throws {
        let document = AccountDocument()
        #expect(document.names.isEmpty)
        #expect(String(decoding: document.serialized(), as: UTF8.self) == "{\n  \"accounts\": []\n}\n")
    }

    @Test func `adds, changes and removes`() throws {
        let ops = try AccountName("ops")
        let other = try AccountName("ci")
        var document = AccountDocument()
        document[ops] = "x"
        document[other] = "y"
        document[ops] = "z"
        #expect(document[ops] == "z")
        document[other] = nil
        #expect(document.names == [ops])
        #expect(document[other] == nil)
    }

    @Test func `what it does not know is kept, and the accounts are sorted`() throws {
        var document = try Self.document(
            #"""
            // By hand.
            {"format": 2, "accounts": [
              {"name": "ops", "note": "on call", "password": "x"},
              {"name": "ci", "password": "y"}
            ], "more": [1.50]}
            """#
        )
        let ops = try AccountName("ops")
        let other = try AccountName("deploy")
        document[ops] = "$new"
        document[other] = "z"
        let expected = """
            {
              "format": 2,
              "accounts": [
                {
                  "name": "ci",
                  "password": "y"
                },
                {
                  "name": "deploy",
                  "password": "z"
                },
                {
                  "name": "ops",
                  "note": "on call",
                  "password": "$new"
                }
              ],
              "more": [
                1.50
              ]
            }

            """
        let bytes = document.serialized()
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(try AccountDocument(parsing: bytes, path: "").serialized() == bytes)
    }

    private static func document(_ text: String) throws -> AccountDocument {
        try AccountDocument(parsing: Array(text.utf8), path: "/a/b")
    }

    private static func entry(_ name: String, _ password: String) -> String {
        #"{"name": "\#(name)", "password": "\#(password)"}"#
    }
}
