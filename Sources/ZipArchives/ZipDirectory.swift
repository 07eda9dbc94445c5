import Glibc
import LinuxSystem

/// The list of entries at the end of an archive, read byte by byte.
///
/// libarchive is forgiving: it looks for a list that is not at the end, leaves out entries that begin at the same place,
/// and changes names to their composed form. What counts here is what the list says.
struct ZipDirectory {
    struct Entry {
        let name: [UInt8]
        /// File type and permissions, where the archive was made on a Unix; libarchive takes a pipe for a file.
        let mode: UInt32?
        /// Where the entry begins.
        let offset: UInt64
        /// Bytes of the content; `nil` where the list has no room for the number.
        let size: UInt64?
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
        var listEnd = UInt64(tailStart) + UInt64(end)
        let locator = end - Self.largeLocatorLength
        if locator >= 0, Self.matches(tail, locator, Self.largeLocatorSignature) {
            let place = Self.number(tail, locator + 8, 8)
            guard place < UInt64(size) else { throw Self.broken }
            let large = try Self.read(file, from: Int64(place), count: Self.largeEndLength)
            guard Self.matches(large, 0, Self.largeEndSignature) else { throw Self.broken }
            count = Self.number(large, 32, 8)
            listLength = Self.number(large, 40, 8)
            listEnd = place
        }
        guard listLength <= limits.listSize else {
            throw .limit("its list of entries has more than \(limits.listSize) bytes, which is the limit")
        }
        guard count <= limits.entries else {
            throw .limit("it has more than \(limits.entries) entries, which is the limit; deploy it in parts")
        }
        guard listLength <= listEnd else { throw Self.broken }
        let list = try Self.read(file, from: Int64(listEnd - listLength), count: Int(listLength))
        entries = try Self.entries(list, limits).sorted { $0.offset < $1.offset }
        guard entries.count == count else { throw Self.broken }
        guard !entries.isEmpty else { throw Self.empty }
    }

    static let empty = ZipError.limit("it holds no files; pack the files of the site or of the job")

    private static var broken: ZipError { .notAnArchive("the list of its entries is damaged") }

    private static func entries(_ list: [UInt8], _ limits: ZipLimits) throws(ZipError) -> [Entry] {
        var entries: [Entry] = []
        var place = 0
        while place < list.count {
            guard place + entryLength <= list.count, matches(list, place, entrySignature) else { throw broken }
            let nameEnd = place + entryLength + Int(number(list, place + 28, 2))
            let extraEnd = nameEnd + Int(number(list, place + 30, 2))
            let end = extraEnd + Int(number(list, place + 32, 2))
            guard end <= list.count else { throw broken }
            let offset = try offset(list, place, extra: nameEnd..<extraEnd)
            let name = Array(list[(place + entryLength)..<nameEnd])
            let isUnix = list[place + 5] == 3 || list[place + 5] == 19
            let mode = isUnix ? UInt32(number(list, place + 40, 2)) : nil
            let size = number(list, place + 24, 4)
            entries.append(Entry(name: name, mode: mode, offset: offset, size: size == UInt32.max ? nil : size))
            guard entries.count <= limits.entries else { throw broken }
            place = end
        }
        return entries
    }

    /// In archives over 4 GiB it lies in the extra field 1, behind those of the two sizes that do not fit either.
    private static func offset(_ list: [UInt8], _ entry: Int, extra: Range<Int>) throws(ZipError) -> UInt64 {
        let short = number(list, entry + 42, 4)
        guard short == UInt32.max else { return short }
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound {
            let length = Int(number(list, place + 2, 2))
            if number(list, place, 2) == 1 {
                let sizes = [entry + 24, entry + 20].count { number(list, $0, 4) == UInt32.max }
                guard sizes * 8 + 8 <= length, place + 4 + length <= extra.upperBound else { throw broken }
                return number(list, place + 4 + sizes * 8, 8)
            }
            place += 4 + length
        }
        return short
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
        bytes[place..<(place + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
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
