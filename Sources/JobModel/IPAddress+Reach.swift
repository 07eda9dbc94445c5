extension IPAddress {
    /// Whether an address is one of the whole internet's, and not of a machine, a local network or a group.
    ///
    /// An address that has another inside is judged by that one: a translator would deliver there.
    package var isGlobal: Bool {
        let inner = innermost
        return !Self.notGlobal.contains { $0.contains(inner) }
    }

    /// The registries of special addresses (RFC 6890 and those after it), as far as nothing of them is reached from
    /// everywhere.
    private static let notGlobal = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        // The loopback and the unspecified address, and the old form of addresses of version 4.
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ]
    .map(AddressPrefix.init(constant:))
}
