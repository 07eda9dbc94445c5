/// A place in a log that can be found again, also when the file has rolled meanwhile: which file, and how far into it.
///
/// Numbers of files are given again after a file was removed, so the first bytes of the file are part of it.
package struct LogPosition: Sendable, Hashable, CustomStringConvertible {
    /// Bytes at the beginning of a file that tell it from others.
    package static let headLength = 64

    let inode: UInt64
    /// A checksum of the first bytes, as many as there are up to the offset.
    let head: UInt32
    package let offset: Int

    init(inode: UInt64, head: [UInt8], offset: Int) {
        self.inode = inode
        self.head = Self.checksum(head.prefix(min(Self.headLength, offset)))
        self.offset = offset
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            let inode = UInt64(parts[0], radix: 16), let head = UInt32(parts[1], radix: 16),
            let offset = Int(parts[2], radix: 16)
        else { return nil }
        self.inode = inode
        self.head = head
        self.offset = offset
    }

    package var description: String {
        "\(String(inode, radix: 16))-\(String(head, radix: 16))-\(String(offset, radix: 16))"
    }

    /// Whether a file with this number and these first bytes is the one.
    func isIn(_ inode: UInt64, head: [UInt8], size: Int) -> Bool {
        guard inode == self.inode, offset <= size else { return false }
        return LogPosition(inode: inode, head: head, offset: offset) == self
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// FNV-1a, 32 bits.
    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
