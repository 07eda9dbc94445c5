import Testing

@testable import JobModel

@Suite struct ClientAddressTests {
    static let contained: [(String, String, Bool)] = [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.168.1.7", "192.168.1.7", true), ("192.168.1.7", "192.168.1.8", false),
        ("192.168.1.128/25", "192.168.1.200", true), ("192.168.1.128/25", "192.168.1.100", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("::1", "::1", true), ("fd00::/8", "fd12::3", true), ("fd00::/8", "fe80::1", false),
        ("127.0.0.1", "::ffff:127.0.0.1", true), ("fe80::/10", "fe80::1%eth0", true),
        ("10.0.0.0/8", "no address", false), ("10.0.0.0/8", "", false),
    ]

    @Test(arguments: contained)
    func `an address lies in a network or does not`(range: String, address: String, isContained: Bool) throws {
        #expect(try #require(AddressPrefix(range)).contains(client: address) == isContained)
    }

    @Test(arguments: ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "::1/129", "10.0.0/8"])
    func `what is no network of clients is refused`(text: String) {
        #expect(AddressPrefix(text) == nil)
    }
}
