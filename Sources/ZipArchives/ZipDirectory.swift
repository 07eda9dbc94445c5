import Deflate
import Glibc
import LinuxSystem

/// The list of entries at the end of an archive, read byte by byte: what counts is what the list says.
///
/// Whatever precedes the archive, as a program that unpacks it, is passed over.
struct ZipDirectory {
    struct Entry {
        let name: [UInt8]
        /// What the name says in UTF-8, from a field that Info-ZIP adds for names of other encodings.
        let unicodeName: [UInt8]?
        /// File type and permissions; zero where the archive says nothing of them.
        let mode: UInt32
        let isEncrypted: Bool
        let method: ZipMethod
        /// CRC-32 of the content.
        let checksum: UInt32
        /// Where the entry begins in the file.
        let offset: UInt64
        /// Bytes in the archive.
        let packedSize: UInt64
        /// Bytes of the content.
        let size: UInt64
        /// Where the next entry begins, or the list.
        fileprivate(set) var end: UInt64 = 0
    }

    /// In the order in which they lie in the archive.
    let entries: [Entry]

    private static let endSignature: [UInt8] = [0x50, 0x4B, 5, 6]
    private static let largeEndSignature: [UInt8] = [0x50, 0x4B, 6, 6]
    private static let largeLocatorSignature: [UInt8] = [0x50, 0x4B, 6, 7]
    private static let entrySignature: [UInt8] = [0x50, 0x4B, 1, 2]
    private static let endLength = 22
    private static let largeEndLength = 56
    private static let largeLocatorLength = 20
    private static let entryLength = 46
    private static let maximumComment = 0xFFFF

    init(_ file: SharedDescriptor, size: Int64, limits: ZipLimits) throws(ZipError) {
        let tailLength = min(size, Int64(Self.endLength + Self.maximumComment + Self.largeLocatorLength))
        let tailStart = size - tailLength
        let tail = try Self.read(file, from: tailStart, count: Int(tailLength))
        guard let end = Self.findEnd(tail) else {
            throw .notAnArchive("it does not end with a list of its entries: cut off, or followed by something else")
        }
        var count = Self.number(tail, end + 10, 2)
        var listLength = Self.number(tail, end + 12, 4)
        var listOffset = Self.number(tail, end + 16, 4)
        var listEnd = UInt64(tailStart) + UInt64(end)
        let locator = end - Self.largeLocatorLength
        if locator >= 0, Self.matches(tail, locator, Self.largeLocatorSignature) {
            let place = Self.number(tail, locator + 8, 8)
            guard place < UInt64(size) else { throw Self.broken }
            let large = try Self.read(file, from: Int64(place), count: Self.largeEndLength)
            guard Self.matches(large, 0, Self.largeEndSignature) else { throw Self.broken }
            count = Self.number(large, 32, 8)
            listLength = Self.number(large, 40, 8)
            listOffset = Self.number(large, 48, 8)
            listEnd = place
        }
        guard listLength <= limits.listSize else {
            throw .limit("its list of entries has more than \(limits.listSize) bytes, which is the limit")
        }
        guard count <= limits.entries else {
            throw .limit("it has more than \(limits.entries) entries, which is the limit; deploy it in parts")
        }
        guard listLength <= listEnd, listOffset <= listEnd - listLength else { throw Self.broken }
        let listStart = listEnd - listLength
        let list = try Self.read(file, from: Int64(listStart), count: Int(listLength))
        var entries = try Self.entries(list, shift: listStart - listOffset, limits).sorted { $0.offset < $1.offset }
        guard entries.count == count else { throw Self.broken }
        guard let last = entries.last else { throw Self.empty }
        guard last.offset <= listStart else { throw Self.broken }
        for index in entries.indices {
            entries[index].end = index + 1 < entries.count ? entries[index + 1].offset : listStart
        }
        self.entries = entries
    }

    static let empty = ZipError.limit("it holds no files; pack the files of the site or of the job")

    private static var broken: ZipError { .notAnArchive("the list of its entries is damaged") }

    /// `shift`: how many bytes precede the archive.
    private static func entries(_ list: [UInt8], shift: UInt64, _ limits: ZipLimits) throws(ZipError) -> [Entry] {
        var entries: [Entry] = []
        var place = 0
        while place < list.count {
            guard place + entryLength <= list.count, matches(list, place, entrySignature) else { throw broken }
            let nameEnd = place + entryLength + Int(number(list, place + 28, 2))
            let extraEnd = nameEnd + Int(number(list, place + 30, 2))
            let end = extraEnd + Int(number(list, place + 32, 2))
            guard end <= list.count else { throw broken }
            entries.append(
                try entry(list, place, name: (place + entryLength)..<nameEnd, extra: nameEnd..<extraEnd, shift)
            )
            guard entries.count <= limits.entries else { throw broken }
            place = end
        }
        return entries
    }

    private static func entry(
        _ list: [UInt8],
        _ place: Int,
        name: Range<Int>,
        extra: Range<Int>,
        _ shift: UInt64
    ) throws(ZipError) -> Entry {
        var sizes = [number(list, place + 24, 4), number(list, place + 20, 4), number(list, place + 42, 4)]
        try widen(&sizes, list, extra)
        let (offset, isHuge) = sizes[2].addingReportingOverflow(shift)
        guard !isHuge else { throw broken }
        let name = Array(list[name])
        return Entry(
            name: name,
            unicodeName: unicodeName(of: name, list, extra),
            mode: mode(list, place),
            isEncrypted: list[place + 8] & 1 != 0,
            method: ZipMethod(number: Int(number(list, place + 10, 2))),
            checksum: UInt32(number(list, place + 16, 4)),
            offset: offset,
            packedSize: sizes[1],
            size: sizes[0]
        )
    }

    /// Numbers that do not fit into the list lie in the extra field 1: the content's size, its size in the archive, its
    /// place, each only where it is needed.
    private static func widen(_ sizes: inout [UInt64], _ list: [UInt8], _ extra: Range<Int>) throws(ZipError) {
        guard sizes.contains(UInt64(UInt32.max)), var place = field(1, list, extra) else { return }
        for index in sizes.indices where sizes[index] == UInt32.max {
            guard place.count >= 8 else { throw broken }
            sizes[index] = number(list, place.lowerBound, 8)
            place = (place.lowerBound + 8)..<place.upperBound
        }
    }

    /// The extra field 0x7075: a version, the checksum of the name that it is for, and the name in UTF-8.
    private static func unicodeName(of name: [UInt8], _ list: [UInt8], _ extra: Range<Int>) -> [UInt8]? {
        guard let place = field(0x7075, list, extra), place.count > 5, list[place.lowerBound] == 1,
            number(list, place.lowerBound + 1, 4) == UInt64(name.withUnsafeBytes { CRC32($0).value })
        else { return nil }
        return Array(list[(place.lowerBound + 5)..<place.upperBound])
    }

    private static func mode(_ list: [UInt8], _ place: Int) -> UInt32 {
        let isUnix = list[place + 5] == 3 || list[place + 5] == 19
        if isUnix { return UInt32(number(list, place + 40, 2)) }
        // The attributes of DOS: 0x10 is a folder.
        return list[place + 38] & 0x10 == 0 ? 0 : S_IFDIR
    }

    private static func field(_ id: UInt64, _ list: [UInt8], _ extra: Range<Int>) -> Range<Int>? {
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound {
            let end = place + 4 + Int(number(list, place + 2, 2))
            guard end <= extra.upperBound else { return nil }
            if number(list, place, 2) == id { return (place + 4)..<end }
            place = end
        }
        return nil
    }

    /// The end must be the very end: its comment reaches to the last byte.
    private static func findEnd(_ tail: [UInt8]) -> Int? {
        guard tail.count >= endLength else { return nil }
        return (0...(tail.count - endLength)).last { place in
            tail[place] == endSignature[0] && matches(tail, place, endSignature)
                && place + endLength + Int(number(tail, place + 20, 2)) == tail.count
        }
    }

    // MARK: bytes

    private static func matches(_ bytes: [UInt8], _ place: Int, _ signature: [UInt8]) -> Bool {
        bytes[place...].starts(with: signature)
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in (place..<(place + count)).reversed() { number = number << 8 | UInt64(bytes[index]) }
        return number
    }

    private static func read(_ file: SharedDescriptor, from start: Int64, count: Int) throws(ZipError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            while length < count {
                let rest = buffer.baseAddress.map { $0 + length }
                let piece = pread(file.number, rest, count - length, off_t(start) + length)
                guard piece > 0 else {
                    failure = piece < 0 ? errno : 0
                    return
                }
                length += piece
            }
        }
        guard failure == 0 else { throw .system(SystemError(call: "read", path: "the archive", code: failure)) }
        guard bytes.count == count else { throw .notAnArchive("it is cut off") }
        return bytes
    }
}
