import Testing

@testable import CronSchedule

@Suite struct TimeZoneRuleParserTests {
    @Test(arguments: RuleTable.rows.split(separator: "\n").map(String.init))
    func `a rule gives the offsets that an independent program found`(row: String) throws {
        let parts = row.split(separator: "|")
        let rule = try #require(TimeZoneRuleParser.parse(String(parts[0])))
        for sample in parts[1].split(separator: " ") {
            let numbers = sample.split(separator: ":").compactMap { Int64($0) }
            let span = rule.span(at: numbers[0])
            #expect(span.offset == numbers[1], "\(parts[0]) at \(numbers[0])")
            #expect(span.contains(numbers[0]))
        }
    }

    @Test(arguments: [
        "", "X", "UTC", "AB3", "<+03", "<>3", "<+03>", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3,", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J100", "CET-1CEST,J366,J100", "CET-1CEST,366,1",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/2:60,M10.5.0", "CET-1:99", "CET-1 ", "CET--1",
    ])
    func `refuses what is no rule`(text: String) {
        #expect(TimeZoneRuleParser.parse(text) == nil)
    }
}
