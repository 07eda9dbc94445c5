import CronSchedule
import Testing

@Suite struct CronExpressionErrorTests {
    @Test(arguments: refusals)
    func `refuses with the place, the find and what is allowed`(text: String, column: Int, reason: String) {
        let error = #expect(throws: CronExpressionError.self) { try CronExpression(text) }
        #expect(error?.column == column)
        #expect(error?.description == "column \(column): \(reason)")
    }

    @Test func `refuses a text that is longer than any schedule`() {
        let text = "0 0 0 * * *" + String(repeating: " ", count: CronExpression.maximumLength)
        #expect(throws: CronExpressionError.tooLong(limit: 1_024)) { try CronExpression(text) }
    }

    @Test func `cuts what was found to a length that a log line bears`() {
        let error = #expect(throws: CronExpressionError.self) {
            try CronExpression("0 \(String(repeating: "x", count: 900)) * * * *")
        }
        #expect((error?.description.count ?? .max) < 100)
    }

    @Test func `names the field`() {
        #expect(throws: CronExpressionError.valueOutOfRange(.hour, column: 5, found: "25")) {
            try CronExpression("0 0 25 * * *")
        }
        #expect(CronExpressionError.invalidStep(.month, column: 3, found: "0").field == .month)
    }

    private static let refusals: [(text: String, column: Int, reason: String)] = [
        ("", 1, "the schedule is empty; write \(sixFields)"),
        (" \t ", 1, "the schedule is empty; write \(sixFields)"),
        ("hello", 6, "found 1 field; allowed are \(sixFields), or five without the second"),
        ("* * * *", 8, "found 4 fields; allowed are \(sixFields), or five without the second"),
        (
            "0 0 0 1 1 *  2031", 14,
            "found 7 fields; allowed are \(sixFields), there is no field for the year"
        ),
        ("0 0 0 1 1 * 1 1", 13, "found 8 fields; allowed are \(sixFields)"),
        ("60 * * * * *", 1, "\"60\" is not a second; allowed is 0 to 59; the full minute is 0"),
        ("0 60 * * * *", 3, "\"60\" is not a minute; allowed is 0 to 59; the full hour is 0"),
        ("0 0 24 * * *", 5, "\"24\" is not an hour; allowed is 0 to 23; midnight is 0"),
        ("0 0 0 0 * *", 7, "\"0\" is not a day; allowed is 1 to 31; the first day is 1"),
        ("0 0 0 32 * *", 7, "\"32\" is not a day; allowed is 1 to 31"),
        ("0 0 0 1 0 *", 9, "\"0\" is not a month; \(months); the first month is 1"),
        ("0 0 0 1 13 *", 9, "\"13\" is not a month; \(months)"),
        ("0 0 0 * * 7", 11, "\"7\" is not a weekday; \(weekdays); Sunday is 0"),
        ("0 0 0 * * 1-7", 13, "\"7\" is not a weekday; \(weekdays); Sunday is 0"),
        ("0 0 * * 7", 9, "\"7\" is not a weekday; \(weekdays); Sunday is 0"),
        ("0 0 0 * * 8", 11, "\"8\" is not a weekday; \(weekdays)"),
        ("0 1,70-80/2 * * * *", 5, "\"70\" is not a minute; allowed is 0 to 59"),
        ("99999999999999999999999 * * * * *", 1, "\"99999999999999999999999\" is not a second; allowed is 0 to 59"),
        ("-5 * * * * *", 1, "\"-5\" is not a second; allowed is 0 to 59"),
        ("1.5 * * * * *", 1, "\"1.5\" is not a second; allowed is 0 to 59"),
        ("1-2-3 * * * * *", 3, "\"2-3\" is not a second; allowed is 0 to 59"),
        ("0 noon * * * *", 3, "\"noon\" is not a minute; allowed is 0 to 59"),
        ("* * * * jann *", 9, "\"jann\" is not a month; \(months); did you mean \"Jan\"?"),
        ("* * * * Febuary *", 9, "\"Febuary\" is not a month; \(months); did you mean \"February\"?"),
        ("* * * * * Wensday", 11, "\"Wensday\" is not a weekday; \(weekdays); did you mean \"Wednesday\"?"),
        ("* * * * * mon-fry", 15, "\"fry\" is not a weekday; \(weekdays); did you mean \"Fri\"?"),
        (
            "* * * * * jan", 11,
            "\"jan\" is not a weekday; \(weekdays); names of a month belong in the fifth of six fields"
        ),
        (
            "* * * * tue *", 9,
            "\"tue\" is not a month; \(months); names of a weekday belong in the last of six fields"
        ),
        ("0 0 0 ? * *", 7, "\"?\" is not a day; allowed is 1 to 31; write \"*\" for any day"),
        ("0 0 0 L * *", 7, "\"L\" is not a day; allowed is 1 to 31; \(quartz)"),
        ("0 0 0 15W * *", 7, "\"15W\" is not a day; allowed is 1 to 31; \(quartz)"),
        ("0 0 0 * * 5#2", 11, "\"5#2\" is not a weekday; \(weekdays); \(quartz)"),
        ("/5 * * * * *", 1, "\"/5\" is not a second; allowed is 0 to 59; write \"*/5\" for steps from 0"),
        ("0 ** * * * *", 3, "\"**\" is not a minute; allowed is 0 to 59; \"*\" stands alone or before a step"),
        ("0 ä * * * *", 3, "\"ä\" is not a minute; allowed is 0 to 59"),
        ("0 0 0\n1 * * *", 5, "\"0\\n1\" is not an hour; allowed is 0 to 23"),
        (",1 * * * * *", 1, "a value of the second is missing; allowed is 0 to 59"),
        ("1,,2 * * * * *", 3, "a value of the second is missing; allowed is 0 to 59"),
        ("0 1, * * * *", 5, "a value of the minute is missing; allowed is 0 to 59"),
        ("0 5- * * * *", 5, "a value of the minute is missing; allowed is 0 to 59"),
        ("*/0 * * * * *", 3, "\"0\" is not a step of the second; allowed is a whole number from 1"),
        ("0 */-2 * * * *", 5, "\"-2\" is not a step of the minute; allowed is a whole number from 1"),
        ("0 1-5/ * * * *", 7, "\"\" is not a step of the minute; allowed is a whole number from 1"),
        ("0 0 1/2/3 * * *", 7, "\"2/3\" is not a step of the hour; allowed is a whole number from 1"),
        ("0 0 0 31 2 *", 7, "no month in \"2\" has a day \"31\", so the job would never run"),
        ("0 0 0 31 feb,apr,Jun *", 7, "no month in \"feb,apr,Jun\" has a day \"31\", so the job would never run"),
        ("0 0 30-31 2 *", 5, "no month in \"2\" has a day \"30-31\", so the job would never run"),
        ("@dayly", 1, "\"@dayly\" is unknown; \(shortcuts); did you mean @daily?"),
        (" @midnight", 2, "\"@midnight\" is unknown; \(shortcuts); did you mean @daily?"),
        ("@annually", 1, "\"@annually\" is unknown; \(shortcuts); did you mean @yearly?"),
        ("@reboot", 1, "\"@reboot\" is unknown; \(shortcuts); a continuous job runs from the start of the host"),
        ("@xyz", 1, "\"@xyz\" is unknown; \(shortcuts)"),
        ("@daily 3  4", 8, "\"3  4\" after \"@daily\" is too much; nothing may follow there"),
        ("@every", 7, "the interval is missing; \(intervals)"),
        ("@every 90", 8, "\"90\" is not an interval; \(intervals)"),
        ("@every 0s", 8, "\"0s\" is not an interval; \(intervals)"),
        ("@every -5s", 8, "\"-5s\" is not an interval; \(intervals)"),
        ("@every 5y", 8, "\"5y\" is not an interval; \(intervals)"),
        ("@every s", 8, "\"s\" is not an interval; \(intervals)"),
        ("@every 367d", 8, "\"367d\" is not an interval; \(intervals)"),
        ("@every 99999999999999999999d", 8, "\"99999999999999999999d\" is not an interval; \(intervals)"),
    ]

    private static let sixFields = "six fields (second minute hour day month weekday), for example \"0 30 2 * * *\""
    private static let months = "allowed is 1 to 12 or an English month name"
    private static let weekdays = "allowed is 0 (Sunday) to 6 (Saturday) or an English weekday name"
    private static let quartz = "\"L\", \"W\" and \"#\" are not part of this language"
    private static let shortcuts = "allowed are @hourly, @daily, @weekly, @monthly, @yearly, @every 90s"
    private static let intervals =
        "allowed are \"90s\", \"15m\", \"2h\", \"1d\" or \"1h30m\", from 1 second to 366 days"
}
