package import JobModel

/// One line of a log, apart from what stands before it; see ``LogStamp``.
package struct StampedLine {
    package let time: Timestamp
    package let instance: String
    /// Which process of a job that has several: `#1`; else empty.
    package let label: String
    package let level: LogLevel
    package let text: ArraySlice<UInt8>

    /// Bytes; no stamp is longer.
    private static let longestStamp = 80
    private static let levels = LogLevel.allCases.map { (level: $0, label: Array("\($0.label)] ".utf8)) }

    /// `nil` for a line without a stamp: somebody else wrote it.
    ///
    /// The line comes without its newline.
    package init?(_ line: ArraySlice<UInt8>) {
        let head = line.prefix(Self.longestStamp)
        guard head.first == UInt8(ascii: "["), let timeEnd = head.firstIndex(of: UInt8(ascii: " ")),
            head[timeEnd...].starts(with: " > ".utf8),
            let time = Timestamp(rfc3339: String(decoding: head[(head.startIndex + 1)..<timeEnd], as: UTF8.self)),
            let nameEnd = head[(timeEnd + 3)...].firstIndex(of: UInt8(ascii: ":")),
            head[nameEnd...].starts(with: ": ".utf8),
            let (level, words) = Self.levels.first(where: { head[(nameEnd + 2)...].starts(with: $0.label) })
        else { return nil }
        let name = head[(timeEnd + 3)..<nameEnd]
        let mark = name.firstIndex(of: UInt8(ascii: "#")) ?? nameEnd
        self.time = time
        instance = String(decoding: name[..<mark], as: UTF8.self)
        label = String(decoding: name[mark...], as: UTF8.self)
        self.level = level
        text = line[(nameEnd + 2 + words.count)...]
    }
}
