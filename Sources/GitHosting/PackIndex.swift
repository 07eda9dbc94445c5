/// Where each object lies in a pack; version 2 of git's format.
struct PackIndex {
    struct Entry {
        let name: ObjectName
        /// Bytes from the pack's beginning.
        let offset: Int
        /// Of the object as it lies in the pack.
        let checksum: UInt32
    }

    private static let signature: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]
    /// Offsets from here on need more than 31 bits and go to a table of their own.
    private static let largeOffset = 1 << 31

    let entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries.sorted { $0.name < $1.name }
    }

    /// The index file's content, for the pack with this checksum.
    func serialized(pack: [UInt8]) throws(GitError) -> [UInt8] {
        var bytes = Self.signature
        bytes.reserveCapacity(Self.signature.count + 256 * 4 + entries.count * 28 + 2 * PlainChecksum.length)
        var counts = [UInt32](repeating: 0, count: 256)
        for entry in entries { counts[entry.name.firstByte] += 1 }
        var total: UInt32 = 0
        for count in counts {
            total += count
            bytes.append(bigEndian: total)
        }
        for entry in entries { entry.name.append(to: &bytes) }
        for entry in entries { bytes.append(bigEndian: entry.checksum) }
        var large: [UInt64] = []
        for entry in entries {
            if entry.offset < Self.largeOffset {
                bytes.append(bigEndian: UInt32(entry.offset))
            } else {
                bytes.append(bigEndian: UInt32(Self.largeOffset) | UInt32(large.count))
                large.append(UInt64(entry.offset))
            }
        }
        for offset in large { bytes.append(bigEndian: offset) }
        bytes += pack
        let checksum = try PlainChecksum()
        bytes.withUnsafeBytes { checksum.add($0) }
        return bytes + checksum.finish()
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
