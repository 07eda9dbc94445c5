import CLinux

/// A number that a process and all that come from it carry, whatever they do with their environment, their session and
/// their parents.
///
/// It is their limit of file locks, which means nothing to the kernel any more. A process that sets that limit takes the
/// mark off; none is known to do so.
package struct ProcessMark: Sendable, Hashable {
    package let number: UInt64

    /// `site` is what all marks of a home have in common, `name` tells them apart.
    package init(site: String, name: String) {
        // Above all that anybody would set, below "unlimited".
        number = (1 << 62) | ((Self.hash(site) >> 2) << 32) | Self.hash(name)
    }

    /// The mark of a process; `nil` where it has none, or is not to be looked at.
    package init?(of processID: Int32) {
        number = nyala_mark_of(processID)
        guard number >> 62 == 1 else { return nil }
    }

    /// Whether both are of one home.
    package func isOfSameSite(as other: ProcessMark) -> Bool {
        number >> 32 == other.number >> 32
    }

    /// 32 bits (FNV-1a).
    private static func hash(_ text: String) -> UInt64 {
        let hash = text.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return UInt64(hash)
    }
}
