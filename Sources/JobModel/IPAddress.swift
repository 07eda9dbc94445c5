import Glibc

/// An address of the internet protocol, of version 4 or 6.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 of them, as they travel.
    package let bytes: [UInt8]

    /// `nil` for any other number of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// `192.0.2.1` or `2001:db8::1`, without brackets and zones; `nil` for anything else.
    package init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// As sockets and proxies write who is at the other end: a zone (`%eth0`) says nothing of who it is, and an address of
    /// version 4 in the form of version 6 is what it is.
    package init?(ofClient text: String) {
        guard let address = IPAddress(String(text.prefix { $0 != "%" })) else { return nil }
        self = Self.mapped.contains(address) ? IPAddress(bytes: Array(address.bytes[12...])) ?? address : address
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The address of version 4 that is written into one of version 6: as such, by a translator (NAT64) or a tunnel
    /// (6to4); else the address itself.
    package var innermost: IPAddress {
        guard bytes.count == 16 else { return self }
        let inner: ArraySlice<UInt8>
        if Self.mapped.contains(self) || Self.translated.contains(self) {
            inner = bytes[12...]
        } else if Self.tunnelled.contains(self) {
            inner = bytes[2..<6]
        } else {
            return self
        }
        return IPAddress(bytes: Array(inner)) ?? self
    }

    private static let mapped = AddressPrefix(constant: "::ffff:0:0/96")
    private static let translated = AddressPrefix(constant: "64:ff9b::/96")
    private static let tunnelled = AddressPrefix(constant: "2002::/16")
}
