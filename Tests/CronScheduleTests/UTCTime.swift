import CronSchedule
import Testing

/// Times in the test tables: `2024-03-31T01:00:00`, UTC where it matters.
enum UTCTime {
    static func seconds(_ text: some StringProtocol) throws -> Int64 {
        let numbers = text.split { "-T: Z".contains($0) }.compactMap { Int($0) }
        try #require(numbers.count == 6, "\(text) is not a time")
        let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
        return LocalTime(date, hour: numbers[3], minute: numbers[4], second: numbers[5]).seconds
    }
}
