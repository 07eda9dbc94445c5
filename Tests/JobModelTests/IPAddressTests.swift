import JobModel
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: ["192.0.2.1", "255.255.255.255", "::1", "2001:db8::1", "fe80::1", "::ffff:192.0.2.1"])
    func `is read and written`(text: String) {
        #expect(IPAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "0x7f.0.0.1", "127.1", "[::1]", "fe80::1%eth0", "1.2.3.4 ", "localhost",
        "::1\0",
    ])
    func `anything else is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [0, 3, 5, 15, 17])
    func `other numbers of bytes are refused`(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `addresses of the internet are global`(text: String) throws {
        #expect(try #require(IPAddress(text)).isGlobal)
    }

    @Test(arguments: [
        "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.0.1", "198.19.255.255", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1",
        "2002:a00:1::", "2001:0:1::1", "2001:db8::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1",
        "ff02::1", "100::1",
    ])
    func `those of machines, networks and groups are not, in whatever they are wrapped`(text: String) throws {
        #expect(try !#require(IPAddress(text)).isGlobal)
    }
}

@Suite struct AddressPrefixTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("192.168.1.128/25", "192.168.1.200", true),
        ("192.168.1.128/25", "192.168.1.100", false), ("0.0.0.0/0", "1.2.3.4", true), ("0.0.0.0/0", "::1", false),
        ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false), ("::1", "::1", true), ("::1/128", "::2", false),
        ("10.9.9.9/8", "10.1.1.1", true),
    ])
    func `holds the addresses that begin with its bits`(prefix: String, address: String, isInside: Bool) throws {
        let prefix = try #require(AddressPrefix(prefix))
        #expect(prefix.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "::1/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "x/8",
    ])
    func `anything else is refused`(text: String) {
        #expect(AddressPrefix(text) == nil)
    }
}
