/// Addresses that begin with the same bits: `10.0.0.0/8`, or one address alone.
package struct AddressPrefix: Sendable, Hashable, CustomStringConvertible {
    package let address: IPAddress
    /// Bits that count.
    package let length: Int

    /// `ADDRESS` or `ADDRESS/BITS`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = IPAddress(parts[0]) else { return nil }
        let whole = address.bytes.count * 8
        self.address = address
        guard parts.count == 2 else {
            length = whole
            return
        }
        guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1]), length <= whole else {
            return nil
        }
        self.length = length
    }

    /// For texts that stand in the code.
    init(constant text: String) {
        guard let prefix = AddressPrefix(text) else { preconditionFailure("\(text) is no prefix") }
        self = prefix
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        for index in address.bytes.indices {
            let bits = min(8, max(0, length - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            if (address.bytes[index] ^ other.bytes[index]) & mask != 0 { return false }
        }
        return true
    }

    /// Whether a client's address, a text without port, is one of them.
    package func contains(client text: String) -> Bool {
        IPAddress(ofClient: text).map(contains) == true
    }

    package var description: String { "\(address)/\(length)" }
}
