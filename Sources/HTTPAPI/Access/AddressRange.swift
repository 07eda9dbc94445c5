import Glibc

/// A network of IP addresses, such as `10.0.0.0/8`, or a single address.
package struct AddressRange: Sendable, Hashable {
    private let network: [UInt8]
    /// Bits that count.
    private let length: Int

    /// `ADDRESS` or `ADDRESS/BITS`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.bytes(String(parts[0])) else { return nil }
        let bits = bytes.count * 8
        var length = bits
        if parts.count > 1 {
            guard let given = Int(parts[1]), parts[1].allSatisfy(\.isNumber), (0...bits).contains(given) else {
                return nil
            }
            length = given
        }
        network = bytes
        self.length = length
    }

    /// Whether the address, a text without port, lies in it.
    package func contains(_ address: String) -> Bool {
        guard let bytes = Self.bytes(address), bytes.count == network.count else { return false }
        let whole = length / 8
        guard bytes[..<whole] == network[..<whole] else { return false }
        let rest = length % 8
        return rest == 0 || (bytes[whole] ^ network[whole]) >> (8 - rest) == 0
    }

    /// 4 bytes, or 16; an IPv4 address in IPv6 form counts as what it is.
    private static func bytes(_ text: String) -> [UInt8]? {
        var short = in_addr()
        if inet_pton(AF_INET, text, &short) == 1 { return withUnsafeBytes(of: short, Array.init) }
        var long = in6_addr()
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &long) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: long, Array.init)
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return bytes.starts(with: mapped) ? Array(bytes[12...]) : bytes
    }
}
