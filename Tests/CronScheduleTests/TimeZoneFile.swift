import Testing

/// A small TZif file, made by hand so that it can be wrong in every way.
struct TimeZoneFile: Sendable, CustomTestStringConvertible {
    var version = UInt8(ascii: "2")
    var instants: [Int64] = [0, 1_000]
    var types: [UInt8] = [0, 1]
    var offsets: [Int32] = [0, 3_600]
    var leapSecondCount: Int32 = 0
    var footer = "CET-1CEST,M3.5.0,M10.5.0/3"

    var bytes: [UInt8] {
        guard version > 0 else { return block(timeSize: 4) }
        return block(timeSize: 4) + block(timeSize: 8) + "\n\(footer)\n".utf8
    }

    var testDescription: String { "version \(version), footer \(footer), offsets \(offsets)" }

    private func block(timeSize: Int) -> [UInt8] {
        var block = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        let counts = [0, 0, leapSecondCount, Int32(instants.count), Int32(offsets.count), 4]
        for count in counts { block += Self.bigEndian(Int64(count), size: 4) }
        for instant in instants { block += Self.bigEndian(instant, size: timeSize) }
        block += types
        for offset in offsets { block += Self.bigEndian(Int64(offset), size: 4) + [0, 0] }
        block += Array("XXX\0".utf8)
        return block + [UInt8](repeating: 0, count: max(0, Int(leapSecondCount)) * (timeSize + 4))
    }

    private static func bigEndian(_ value: Int64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }
}
