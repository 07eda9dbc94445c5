import Testing

@testable import APIClient

@Suite struct APIHeaderTests {
    static let headers: [(name: String, value: String, isValid: Bool)] = [
        ("Accept", "text/plain", true), ("X-Empty", "", true), ("X", "a\tb c", true), ("X", "é: ; \"", true),
        ("!#$%&'*+-.^_`|~09azAZ", "x", true),
        ("", "x", false), ("A B", "x", false), ("A:", "x", false), ("A;", "x", false), ("é", "x", false),
        ("A\n", "x", false), ("A(", "x", false),
        ("A", "x\r\nB: y", false), ("A", "x\n", false), ("A", "\r", false), ("A", "\0", false), ("A", "\u{7F}", false),
        ("A", "\u{1B}", false),
    ]

    @Test(arguments: headers)
    func `a header never begins another one`(name: String, value: String, isValid: Bool) {
        #expect(APIHeader(name, value).isValid == isValid)
    }
}
