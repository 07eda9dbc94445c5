import Accounts
import Testing

@Suite struct ThrottledAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"),
        ("2001:db8::1", "2001:db8:0:0::/64"), ("2001:DB8:0:0:ffff:ffff:ffff:ffff", "2001:db8:0:0::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "0:0:0:0::/64"),
        ("proxy", "proxy"), ("", ""), ("192.0.2.1:80", "192.0.2.1:80"), ("[2001:db8::1]", "[2001:db8::1]"),
    ])
    func `counts an IPv4 address or a network of IPv6`(text: String, counted: String) {
        #expect("\(ThrottledAddress(text))" == counted)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true), ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false), ("fe80::1%eth0", "fe80::2%eth1", true),
        ("::ffff:192.0.2.1", "::fffe:192.0.2.1", false),
    ])
    func `a subscriber counts as one`(first: String, second: String, isOne: Bool) {
        #expect((ThrottledAddress(first) == ThrottledAddress(second)) == isOne)
    }
}
