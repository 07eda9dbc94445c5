import CronSchedule
import Testing

@Suite struct CronExpressionTests {
    @Test(arguments: [
        ("0 30 2 * * *", "0 30 2 * * *"),
        ("*/15 * * * * *", "0,15,30,45 * * * * *"),
        ("0 1,2,3 * * * *", "0 1-3 * * * *"),
        ("0 1,2 * * * *", "0 1-2 * * * *"),
        ("0-59 0-59 0-23 1-31 1-12 0-6", "* * * * * *"),
        ("*/1 1/1 */1 1/1 1/1 0/1", "* 1-59 * * * *"),
        ("0 0 0 * * Mon", "0 0 0 * * 1"),
        ("0 0 0 * * sUNDAY,SA", "0 0 0 * * 0,6"),
        ("0 0 0 * Ju *", "0 0 0 * 6 *"),
        ("0 0 0 * Jul-Sept *", "0 0 0 * 7-9 *"),
        ("0 0 0 * * T", "0 0 0 * * 2"),
        ("0 0 0 * * fri-mon", "0 0 0 * * 1-5"),
        ("20-10/5 * * * * *", "10,15,20 * * * * *"),
        ("50/3 * * * * *", "50,53,56,59 * * * * *"),
        ("*/100 * * * * *", "0 * * * * *"),
        ("5,1-3,1,50/9 * * * * *", "1-3,5,50,59 * * * * *"),
        ("30 2 * * *", "0 30 2 * * *"),
        (" \t0  0\t 7  * * * \t", "0 0 7 * * *"),
        ("@hourly", "0 0 * * * *"),
        ("@Daily", "0 0 0 * * *"),
        ("@weekly", "0 0 0 * * 0"),
        ("@monthly", "0 0 0 1 * *"),
        ("@yearly", "0 0 0 1 1 *"),
        ("@every 90s", "@every 90s"),
        ("@every\t1h30m", "@every 5400s"),
        ("@every 2d", "@every 172800s"),
    ])
    func `prints in the plain form of the original`(text: String, normalized: String) throws {
        let expression = try CronExpression(text)
        #expect(expression.normalized == normalized)
        #expect(try CronExpression(normalized).pattern == expression.pattern)
    }

    @Test(arguments: [
        ("0 30 2 * * *", false), ("0 0,30 2,3 */2 1-3 1-5", false), ("30 2 * * *", false), ("@daily", false),
        ("@monthly", false), ("0 30 * * * *", true), ("0 30 2-3 * * *", true), ("0/20 0 0 * * *", true),
        ("0 */30 2 * * *", true), ("* 30 2 * * *", true), ("*/30 2 * * *", true), ("@hourly", true),
        ("@every 90s", true),
    ])
    func `knows a rhythm from a time of day`(text: String, isIntervalLike: Bool) throws {
        #expect(try CronExpression(text).isIntervalLike == isIntervalLike)
    }

    @Test(arguments: [
        ("0 30 2 * * *", "at 02:30:00 every day"),
        ("0 0 2,14 * * *", "at 02:00:00 and 14:00:00 every day"),
        ("0 0 */6 * * *", "at 00:00:00, 06:00:00, 12:00:00 and 18:00:00 every day"),
        ("0 30 9 * * 1-5", "at 09:30:00 every Monday to Friday"),
        ("0 0 0 * * 0,6", "at 00:00:00 every Sunday and Saturday"),
        ("0 0 0 1 * *", "at 00:00:00 on day 1 of every month"),
        ("0 0 0 1,15 jan,jul *", "at 00:00:00 on days 1 and 15 of January and July"),
        ("0 0 0 13 * fri", "at 00:00:00 on day 13 of every month if it is Friday"),
        ("0 0 0 * jun-aug *", "at 00:00:00 every day in June to August"),
        ("* * * * * *", "every second"),
        ("*/10 * * * * *", "every 10 seconds"),
        ("10 * * * * *", "every minute at second 10"),
        ("0 */15 * * * *", "every 15 minutes at second 0"),
        ("0 */20 9-17 * * 1-5", "every 20 minutes at second 0, in hours 9 to 17, every Monday to Friday"),
        ("0 5 * * * *", "every hour at minute 5 and second 0"),
        ("0 0 */2 * * *", "every 2 hours at minute 0 and second 0"),
        ("* * 2 * * *", "every second, in hour 2"),
        ("0 3,7 1-20 * * *", "at second 0 of minutes 3 and 7 of hours 1 to 20"),
        ("* 5 * * 2 *", "at every second of minute 5 of every hour, every day in February"),
        ("0 */7 * * * *", "every hour at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 and second 0"),
        ("@every 90s", "every 90 seconds, counted from 1970-01-01 00:00:00 UTC"),
        ("@every 120s", "every 2 minutes, counted from 1970-01-01 00:00:00 UTC"),
        ("@every 1h", "every hour, counted from 1970-01-01 00:00:00 UTC"),
    ])
    func `explains itself in words`(text: String, explanation: String) throws {
        #expect(try CronExpression(text).explanation == explanation)
    }

    @Test func `equal values are equal only with the same sense of rhythm`() throws {
        #expect(try CronExpression("0 0 2 * * sun") == CronExpression("0 0 2 * * 0"))
        #expect(try CronExpression("0 */30 2 * * *") != CronExpression("0 0,30 2 * * *"))
    }
}
