import Deflate
import Glibc
import JobModel
import LinuxSystem

/// Reads the content of an archive's entries; several threads may read one archive, each with a reader of its own.
///
/// What the archive's list says is what must be there: the name, the sizes, the checksum. Not for two threads at once.
final class EntryReader {
    enum Failure: Error {
        /// The entry is not what the list says.
        case damaged(String)
        case system(SystemError)
    }

    /// Entries larger than this (bytes) are handed out piece by piece.
    static let memoryLimit = 4 * 1024 * 1024
    /// Bytes that are read at once of larger ones.
    private static let pieceSize = 256 * 1024
    private static let signature: [UInt8] = [0x50, 0x4B, 3, 4]
    private static let headerLength = 30
    /// What may lie behind the name in an entry's header without costing a second call.
    private static let usualExtraLength = 64

    private let archive: SharedDescriptor
    private let inflater: Inflater
    private let packed: UnsafeMutableRawBufferPointer
    private let content: UnsafeMutableRawBufferPointer

    init(_ archive: SharedDescriptor) throws(ZipError) {
        self.archive = archive
        do throws(DeflateError) {
            inflater = try Inflater()
        } catch {
            throw .notAnArchive(error.reason)
        }
        // Memory that is never touched costs nothing. A header has two lengths of 16 bits.
        packed = .allocate(byteCount: Self.memoryLimit + Self.headerLength + 2 * Int(UInt16.max), alignment: 16)
        content = .allocate(byteCount: Self.memoryLimit, alignment: 16)
    }

    deinit {
        packed.deallocate()
        content.deallocate()
    }

    /// The whole content of an entry, which lasts until the next one is read; `nil` when it is too large for that.
    func read(_ entry: ZipDirectory.Entry) throws(Failure) -> EntryContent? {
        guard max(entry.size, entry.packedSize) <= UInt64(Self.memoryLimit) else { return nil }
        let guess = Self.headerLength + entry.name.count + Self.usualExtraLength + Int(entry.packedSize)
        let count = min(guess, Int(clamping: entry.end - entry.offset))
        try fill(packed[..<count], from: entry.offset)
        let start = try contentStart(of: entry, packed[..<count])
        let end = start + Int(entry.packedSize)
        if end > count { try fill(packed[count..<end], from: entry.offset + UInt64(count)) }
        let bytes = UnsafeRawBufferPointer(rebasing: packed[start..<end])
        var tally = Tally()
        guard entry.method == .deflated else {
            tally.add(bytes)
            try check(tally, entry)
            return EntryContent(bytes: bytes, deflated: nil)
        }
        inflater.begin()
        let step = try step(bytes, into: content[..<Int(entry.size)])
        guard step.isEnd, step.taken == bytes.count else { throw Self.isOther }
        let inflated = UnsafeRawBufferPointer(rebasing: content[..<step.given])
        tally.add(inflated)
        try check(tally, entry)
        return EntryContent(bytes: inflated, deflated: bytes)
    }

    /// Hands out the content of an entry of any size, piece by piece; its checksum is known to be right at the end only.
    func readPieces(
        _ entry: ZipDirectory.Entry,
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Void
    ) throws(Failure) {
        let header = Self.headerLength + entry.name.count + Int(UInt16.max)
        let count = min(header, Int(clamping: entry.end - entry.offset))
        try fill(packed[..<count], from: entry.offset)
        var place = entry.offset + UInt64(try contentStart(of: entry, packed[..<count]))
        var rest = entry.packedSize
        var tally = Tally()
        var isEnd = entry.method == .stored
        inflater.begin()
        while rest > 0 {
            let piece = packed[..<Int(min(rest, UInt64(Self.pieceSize)))]
            try fill(piece, from: place)
            place += UInt64(piece.count)
            rest -= UInt64(piece.count)
            let bytes = UnsafeRawBufferPointer(rebasing: piece)
            if entry.method == .stored {
                try give(bytes, of: entry, &tally, body)
            } else {
                isEnd = try inflate(bytes, of: entry, &tally, body)
                guard !isEnd || rest == 0 else { throw Self.isOther }
            }
        }
        guard isEnd else { throw Self.isOther }
        try check(tally, entry)
    }

    // MARK: content

    /// What has been read of an entry.
    private struct Tally {
        var size: UInt64 = 0
        var checksum = CRC32()

        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            size += UInt64(bytes.count)
            checksum.add(bytes)
        }
    }

    /// Whether the content ends with these bytes.
    private func inflate(
        _ bytes: UnsafeRawBufferPointer,
        of entry: ZipDirectory.Entry,
        _ tally: inout Tally,
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Void
    ) throws(Failure) -> Bool {
        var bytes = bytes
        while true {
            let step = try step(bytes, into: content[...])
            try give(UnsafeRawBufferPointer(rebasing: content[..<step.given]), of: entry, &tally, body)
            bytes = UnsafeRawBufferPointer(rebasing: bytes[step.taken...])
            if step.isEnd {
                guard bytes.isEmpty else { throw Self.isOther }
                return true
            }
            // It has taken all, and has nothing more to give.
            if bytes.isEmpty, step.given < content.count { return false }
        }
    }

    private func step(
        _ bytes: UnsafeRawBufferPointer,
        into room: Slice<UnsafeMutableRawBufferPointer>
    ) throws(Failure) -> Inflater.Step {
        do throws(DeflateError) {
            return try inflater.inflate(bytes, into: room)
        } catch {
            throw .damaged(error.reason)
        }
    }

    private func give(
        _ bytes: UnsafeRawBufferPointer,
        of entry: ZipDirectory.Entry,
        _ tally: inout Tally,
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Void
    ) throws(Failure) {
        tally.add(bytes)
        guard tally.size <= entry.size else { throw Self.isOther }
        do throws(SystemError) { try body(bytes) } catch { throw .system(error) }
    }

    private func check(_ tally: Tally, _ entry: ZipDirectory.Entry) throws(Failure) {
        guard tally.size == entry.size else { throw Self.isOther }
        guard tally.checksum.value == entry.checksum else {
            throw .damaged("its checksum is another one than the list says")
        }
    }

    private static let isOther = Failure.damaged("it has another size than the list says")

    // MARK: the archive

    /// Reads the header, which must say what the list says, and returns where the content begins in it.
    private func contentStart(
        of entry: ZipDirectory.Entry,
        _ header: Slice<UnsafeMutableRawBufferPointer>
    ) throws(Failure) -> Int {
        guard header.count >= Self.headerLength, header.prefix(4).elementsEqual(Self.signature) else {
            throw .damaged("it is listed, but not there")
        }
        let number = { (place: Int, count: Int) in
            (0..<count).reduce(UInt64(0)) { $0 | UInt64(header[place + $1]) << (8 * UInt64($1)) }
        }
        let nameEnd = Self.headerLength + Int(number(26, 2))
        let start = nameEnd + Int(number(28, 2))
        let room = entry.end - entry.offset
        guard UInt64(start) <= room, entry.packedSize <= room - UInt64(start) else {
            throw .damaged("it reaches into what follows it")
        }
        let name = header[Self.headerLength..<min(nameEnd, header.count)]
        guard name.elementsEqual(entry.name) else {
            throw .damaged("it calls itself \"\(ShownPath(String(decoding: name, as: UTF8.self)))\"")
        }
        let flags = number(6, 2)
        guard number(8, 2) == entry.method.number, flags & 1 == 0 else {
            throw .damaged("it is packed in another way than the list says")
        }
        // An archive that was made without going back has the numbers behind the content; large ones lie elsewhere.
        let sizes = [(number(18, 4), entry.packedSize), (number(22, 4), entry.size)]
        let isEqual = sizes.allSatisfy { $0.0 == UInt32.max || $0.0 == $0.1 }
        guard flags & 8 != 0 || isEqual && number(14, 4) == entry.checksum else {
            throw .damaged("it says another size or checksum than the list")
        }
        return start
    }

    private func fill(_ room: Slice<UnsafeMutableRawBufferPointer>, from place: UInt64) throws(Failure) {
        var room = room
        var place = off_t(clamping: place)
        while !room.isEmpty {
            let count = pread(
                archive.number,
                UnsafeMutableRawBufferPointer(rebasing: room).baseAddress,
                room.count,
                place
            )
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                if count < 0 { throw .system(SystemError(call: "read", path: "the archive", code: errno)) }
                throw .damaged("it is cut off")
            }
            room = room.dropFirst(count)
            place += off_t(count)
        }
    }
}
