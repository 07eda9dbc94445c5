import Glibc

/// The address that failures are counted for: an IPv4 address, or the /64 network of an IPv6 address.
///
/// One subscriber has a whole /64, so counting single IPv6 addresses would stop nobody. A text that is no address
/// counts as itself, for example the name of a proxy.
package struct ThrottledAddress: Sendable, Hashable, CustomStringConvertible {
    private let text: String

    /// `text` is an address without port, as a socket or a trusted proxy reports it.
    package init(_ text: String) {
        let withoutZone = String(text.prefix { $0 != "%" })
        var address = in6_addr()
        guard inet_pton(AF_INET6, withoutZone, &address) == 1 else {
            self.text = text
            return
        }
        let bytes = withUnsafeBytes(of: address, Array.init)
        if bytes[..<12].elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
            // An IPv4 client of a socket that speaks both.
            self.text = bytes[12...].map(String.init).joined(separator: ".")
        } else {
            let groups = stride(from: 0, to: 8, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
            self.text = groups.map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        }
    }

    package var description: String { text }
}
