import Testing

@testable import HTTPAPI

@Suite struct QueryStringTests {
    static let values: [(String, String?)] = [
        ("arguments=a%20b", "a b"), ("arguments=a+b", "a b"), ("arguments=a%2Bb", "a+b"), ("Arguments=x", "x"),
        ("x=1&arguments=y&arguments=z", "y"), ("arguments=", ""), ("arguments", ""), ("", nil), ("other=1", nil),
        ("arguments=%zz%", "%zz%"), ("arguments=%+5", "% 5"), ("arguments=%4", "%4"), ("arguments=%C3%BC", "ü"),
        ("arguments=a=b", "a=b"),
    ]

    @Test(arguments: values)
    func `names and values are decoded as forms write them`(text: String, value: String?) {
        #expect(QueryString(text)["arguments"] == value)
    }

    @Test(arguments: [("follow", true), ("follow=1", true), ("follow=TRUE", true), ("follow=0", false), ("", false)])
    func `switches can be written in several ways`(text: String, isOn: Bool) {
        #expect(QueryString(text).isOn("follow") == isOn)
    }

    @Test func `a plus sign in a path is itself`() {
        #expect(QueryString.decode("a+b%20c", plusIsBlank: false) == "a+b c")
    }
}
