/// An archive made by hand, byte by byte, so that anything can be wrong with it.
struct Archive {
    struct Entry {
        var name: [UInt8]
        var content: [UInt8] = []
        /// In the list at the end; else as beside the content.
        var listedName: [UInt8]?
        /// As it lies in the archive, and how: else as it is.
        var packed: [UInt8]?
        var method = 0
        /// How the list says it is packed, where that is not so.
        var listedMethod: Int?
        /// Extra fields of the list.
        var extra: [UInt8] = []
        /// Unix file type and permissions.
        var mode = 0o100644
        /// 1 says encrypted, 0x800 that the name is UTF-8.
        var flags = 0
        /// What it claims, where that is not so.
        var claimedSize: Int?
        var checksum: UInt32?

        init(_ name: String, _ text: String = "") {
            self.name = Array(name.utf8)
            content = Array(text.utf8)
        }

        func with(_ change: (inout Entry) -> Void) -> Entry {
            var entry = self
            change(&entry)
            return entry
        }
    }

    var entries: [Entry]
    /// What the end claims, where that is not so.
    var claimedCount: Int?
    /// With the records of an archive over 4 GiB.
    var isLarge = false
    /// Of entries: the place of the content that another entry has.
    var sharedPlaces: [Int: Int] = [:]

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var list: [UInt8] = []
        var places: [Int] = []
        for (index, entry) in entries.enumerated() {
            let place = sharedPlaces[index].map { places[$0] } ?? bytes.count
            places.append(place)
            if place == bytes.count {
                bytes += [0x50, 0x4B, 3, 4] + Self.common(entry, entry.name, entry.method) + entry.name
                bytes += entry.packed ?? entry.content
            }
            let name = entry.listedName ?? entry.name
            let common = Self.common(entry, name, entry.listedMethod ?? entry.method, extra: entry.extra.count)
            list += [0x50, 0x4B, 1, 2] + Self.number(0x314, 2) + common + Self.number(0, 6)
            list += Self.number(entry.mode << 16, 4) + Self.number(place, 4) + name + entry.extra
        }
        let count = claimedCount ?? entries.count
        let listPlace = bytes.count
        bytes += list
        if isLarge {
            let largeEnd = bytes.count
            bytes += [0x50, 0x4B, 6, 6] + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2)
            bytes += Self.number(0, 8) + Self.number(count, 8) + Self.number(count, 8)
            bytes += Self.number(list.count, 8) + Self.number(listPlace, 8)
            bytes += [0x50, 0x4B, 6, 7] + Self.number(0, 4) + Self.number(largeEnd, 8) + Self.number(1, 4)
        }
        let shortCount = isLarge ? 0xFFFF : count
        bytes += [0x50, 0x4B, 5, 6] + Self.number(0, 4) + Self.number(shortCount, 2) + Self.number(shortCount, 2)
        bytes +=
            isLarge
            ? Self.number(0xFFFF_FFFF, 4) + Self.number(0xFFFF_FFFF, 4)
            : Self.number(list.count, 4) + Self.number(listPlace, 4)
        return bytes + Self.number(0, 2)
    }

    private static func common(_ entry: Entry, _ name: [UInt8], _ method: Int, extra: Int = 0) -> [UInt8] {
        let size = entry.claimedSize ?? entry.content.count
        let checksum = Int(entry.checksum ?? checksum(entry.content))
        let packed = entry.packed ?? entry.content
        return number(20, 2) + number(entry.flags, 2) + number(method, 2) + number(0, 4) + number(checksum, 4)
            + number(packed.count, 4) + number(size, 4) + number(name.count, 2) + number(extra, 2)
    }

    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> (8 * $0) & 255) }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in
            (0..<8).reduce(value ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
    }
}
