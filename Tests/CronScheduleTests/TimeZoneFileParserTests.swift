import Testing

@testable import CronSchedule

@Suite struct TimeZoneFileParserTests {
    @Test func `reads a table and goes on with its rule`() throws {
        let zone = try TimeZoneRules(tzif: TimeZoneFile().bytes)
        #expect(zone.offset(at: -1) == 0)
        #expect(zone.offset(at: 1_000) == 3_600)
        // Past the table: Berlin's rule, in winter and in summer.
        #expect(zone.offset(at: 4_104_000_000) == 3_600)
        #expect(zone.offset(at: 4_118_000_000) == 7_200)
    }

    @Test func `reads version 1 and keeps its last offset`() throws {
        let zone = try TimeZoneRules(tzif: TimeZoneFile(version: 0).bytes)
        #expect(zone.offset(at: 1_000) == 3_600)
        #expect(zone.offset(at: 4_118_000_000) == 3_600)
    }

    @Test func `an empty footer keeps the last offset`() throws {
        let zone = try TimeZoneRules(tzif: TimeZoneFile(footer: "").bytes)
        #expect(zone.offset(at: 4_118_000_000) == 3_600)
    }

    @Test(arguments: [
        (TimeZoneFile(footer: "nonsense"), "its footer is not a zone rule"),
        (TimeZoneFile(types: [0, 7]), "a change names an unknown offset"),
        (TimeZoneFile(instants: [1_000, 10]), "its changes are not in order"),
        (TimeZoneFile(offsets: [0, 100_000]), "an offset exceeds 26 hours"),
        (TimeZoneFile(instants: [0, .max]), "a change is out of range"),
        (TimeZoneFile(offsets: []), "it has no offset"),
        (TimeZoneFile(leapSecondCount: 1), "it counts leap seconds, which Unix time does not"),
        (TimeZoneFile(leapSecondCount: -1), "a count is out of range"),
    ])
    func `refuses a damaged file and says why`(file: TimeZoneFile, reason: String) {
        #expect(throws: TimeZoneError.damaged("Test/Zone", reason: reason)) {
            try TimeZoneRules(tzif: file.bytes, name: "Test/Zone")
        }
    }

    @Test(arguments: [UInt8(0), UInt8(ascii: "2")])
    func `a file cut off anywhere is refused`(version: UInt8) {
        let bytes = TimeZoneFile(version: version).bytes
        for length in 0..<bytes.count {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: Array(bytes[..<length])) }
        }
    }

    @Test func `random damage never crashes`() throws {
        var generator = SeededGenerator(seed: 7)
        let bytes = TimeZoneFile().bytes
        for _ in 0..<3_000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[.random(in: damaged.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            // Only that it comes to an end matters: damage may leave a valid file.
            guard let zone = try? TimeZoneRules(tzif: damaged) else { continue }
            _ = zone.offset(at: 4_118_000_000)
            let expression = try CronExpression("0 30 2 * * *")
            _ = ZonedSchedule(expression: expression, zone: zone).nextOccurrence(after: 900)
        }
    }
}
