import Accounts
import Testing

@Suite struct BasicCredentialsTests {
    static let accepted: [(header: String, name: String, password: String)] = [
        ("Basic b3BzOnNlY3JldA==", "ops", "secret"),
        ("basic b3BzOnNlY3JldA==", "ops", "secret"),
        ("BASIC    b3BzOnNlY3JldA==", "ops", "secret"),
        ("Basic b3BzOmE6Yjo=", "ops", "a:b:"),
        ("Basic b3BzOmEgYiA=", "ops", "a b "),
        ("Basic b3BzOnDDpHNzd8O2cmQ=", "ops", "pässwörd"),
        ("Basic b3BzOg==", "ops", ""),
        ("Basic Ong=", "", "x"),
        ("Basic Og==", "", ""),
    ]

    static let refused: [(header: String, reason: String)] = [
        ("", "nothing"),
        ("Basic", "no credentials"),
        ("Basic ", "no colon"),
        ("Bearer b3BzOnNlY3JldA==", "another scheme"),
        ("Basics b3BzOnNlY3JldA==", "another scheme"),
        ("Basicb3BzOnNlY3JldA==", "no space"),
        ("Basic\tb3BzOnNlY3JldA==", "a tab"),
        (" Basic b3BzOnNlY3JldA==", "a space before it"),
        ("Basic b3BzOnNlY3JldA== ", "a space behind it"),
        ("Basic b3BzOnNlY3JldA", "no padding"),
        ("Basic b3Bz OnNlY3JldA==", "a space inside"),
        ("Basic b3Bz", "no colon"),
        ("Basic ops:secret", "no base64"),
        ("Basic bzr/", "no UTF-8"),
        ("Basic b3BzOmEKYg==", "an end of line in the password"),
        ("Basic b3AAczp4", "a NUL in the name"),
        ("Basic b3BzOn8=", "a DEL in the password"),
    ]

    @Test(arguments: accepted)
    func `reads name and password`(header: String, name: String, password: String) {
        #expect(BasicCredentials(header: header) == BasicCredentials(name: name, password: password))
    }

    @Test(arguments: refused)
    func `refuses what RFC 7617 does not allow`(header: String, reason: String) {
        #expect(BasicCredentials(header: header) == nil, "\(reason)")
    }

    @Test(arguments: [(4096, true), (4097, false)])
    func `takes a header of 4096 bytes and no byte more`(length: Int, isAccepted: Bool) {
        #expect(BasicCredentials.maximumHeaderLength == 4096)
        // "ops:aa…"; blanks before it make up the length.
        let encoded = "b3BzOmFh" + String(repeating: "YWFh", count: 1020)
        let blanks = String(repeating: " ", count: length - encoded.utf8.count - 5)
        let header = "Basic\(blanks)\(encoded)"
        #expect(header.utf8.count == length)
        #expect((BasicCredentials(header: header)?.name == "ops") == isAccepted)
    }

    @Test func `no log can hold the password`() {
        let credentials = BasicCredentials(name: "ops", password: "secret")
        let optional: BasicCredentials? = credentials
        #expect("\(credentials)" == "ops:…")
        #expect("\([credentials])" == "[ops:…]")
        #expect(String(describing: optional) == "Optional(ops:…)")
        #expect(String(reflecting: credentials) == "ops:…")
    }
}
