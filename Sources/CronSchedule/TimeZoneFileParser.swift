/// Reads the bytes of a TZif file (RFC 9636), the compiled form in which every Linux system keeps its time zones.
///
/// The first block has 32-bit times for programs of the last century; where a second one with 64-bit times and a
/// footer follows (version 2 and later), only that counts.
struct TimeZoneFileParser {
    private let bytes: [UInt8]
    private let name: String
    private var index = 0

    static func parse(_ bytes: [UInt8], name: String) throws(TimeZoneError) -> TimeZoneRules {
        var parser = TimeZoneFileParser(bytes: bytes, name: name)
        return try parser.parse()
    }

    private init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    private mutating func parse() throws(TimeZoneError) -> TimeZoneRules {
        let first = try parseHeader()
        guard first.version >= UInt8(ascii: "2") else {
            return try parseBlock(first, timeSize: 4)
        }
        try skip(first.blockSize(timeSize: 4))
        let second = try parseHeader()
        let table = try parseBlock(second, timeSize: 8)
        return TimeZoneRules(
            name: name,
            changes: table.changes,
            firstOffset: table.firstOffset,
            rule: try parseFooter()
        )
    }

    private struct Header {
        let version: UInt8
        let counts: [Int]

        var leapSecondCount: Int { counts[2] }
        var changeCount: Int { counts[3] }
        var typeCount: Int { counts[4] }

        func blockSize(timeSize: Int) -> Int {
            counts[0] + counts[1] + leapSecondCount * (timeSize + 4) + changeCount * (timeSize + 1) + typeCount * 6
                + counts[5]
        }
    }

    private mutating func parseHeader() throws(TimeZoneError) -> Header {
        guard bytes.dropFirst(index).starts(with: "TZif".utf8) else { throw damaged("it does not begin with \"TZif\"") }
        try skip(4)
        let version = UInt8(truncatingIfNeeded: try integer(size: 1))
        try skip(15)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(Int(try integer(size: 4))) }
        // A negative count shows a number beyond 2^31; no real file comes near the limit.
        guard counts.allSatisfy({ 0...Self.largestCount ~= $0 }) else { throw damaged("a count is out of range") }
        return Header(version: version, counts: counts)
    }

    private mutating func parseBlock(_ header: Header, timeSize: Int) throws(TimeZoneError) -> TimeZoneRules {
        guard header.leapSecondCount == 0 else { throw damaged("it counts leap seconds, which Unix time does not") }
        guard header.typeCount > 0 else { throw damaged("it has no offset") }
        let end = index + header.blockSize(timeSize: timeSize)
        var instants: [Int64] = []
        for _ in 0..<header.changeCount { instants.append(try integer(size: timeSize)) }
        var types: [Int] = []
        for _ in 0..<header.changeCount { types.append(Int(try integer(size: 1)) & 0xFF) }
        var offsets: [Int64] = []
        for _ in 0..<header.typeCount {
            offsets.append(try integer(size: 4))
            try skip(2)
        }
        guard end <= bytes.count else { throw damaged("it is cut off") }
        index = end
        guard types.allSatisfy(offsets.indices.contains) else { throw damaged("a change names an unknown offset") }
        guard zip(instants, instants.dropFirst()).allSatisfy(<) else { throw damaged("its changes are not in order") }
        guard instants.allSatisfy({ $0 == TimeZoneSpan.clamped($0) }) else { throw damaged("a change is out of range") }
        guard offsets.allSatisfy({ abs($0) <= Self.largestOffset }) else { throw damaged("an offset exceeds 26 hours") }
        let changes = zip(instants, types).map { TimeZoneRules.Change(instant: $0, offset: offsets[$1]) }
        return TimeZoneRules(name: name, changes: changes, firstOffset: offsets[0], rule: nil)
    }

    /// A rule between two line feeds; empty where nothing is known, and then the last offset stays.
    private mutating func parseFooter() throws(TimeZoneError) -> TimeZoneRule? {
        let lineFeed = UInt8(ascii: "\n")
        guard index < bytes.count, bytes[index] == lineFeed, let end = bytes[(index + 1)...].firstIndex(of: lineFeed)
        else { throw damaged("its footer is cut off") }
        let text = String(decoding: bytes[index + 1..<end], as: UTF8.self)
        guard !text.isEmpty else { return nil }
        guard let rule = TimeZoneRuleParser.parse(text) else { throw damaged("its footer is not a zone rule") }
        return rule
    }

    /// A signed number, highest byte first.
    private mutating func integer(size: Int) throws(TimeZoneError) -> Int64 {
        guard size <= bytes.count - index else { throw damaged("it is cut off") }
        let start: Int64 = bytes[index] & 0x80 == 0 ? 0 : -1
        let value = bytes[index..<index + size].reduce(start) { $0 << 8 | Int64($1) }
        index += size
        return value
    }

    private mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard count <= bytes.count - index else { throw damaged("it is cut off") }
        index += count
    }

    private func damaged(_ reason: String) -> TimeZoneError {
        .damaged(name, reason: reason)
    }

    private static let largestCount = 1 << 20
    private static let largestOffset: Int64 = 26 * 3_600
}
