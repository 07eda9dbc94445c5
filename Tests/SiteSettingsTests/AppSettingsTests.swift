import SiteSettings
import Testing

@Suite struct AppSettingsTests {
    @Test func `the defaults are the original's`() {
        let settings = AppSettings(variables: [:])
        #expect(!settings.areJobsStopped)
        #expect(!settings.isScheduleDisabled)
        #expect(settings.restartTime == .seconds(60))
        #expect(settings.historySize == 50)
        #expect(settings.jobsRoot == nil)
        #expect(settings.deploymentBranch == nil)
        #expect(settings.timeZone == nil)
    }

    @Test(arguments: [
        ("1", true), ("true", true), ("TRUE", true), ("True", true), ("0", false), ("false", false), ("", false),
        ("yes", false), ("2", false), (" 1", false),
    ])
    func `a switch is on with 1 or true`(value: String, isOn: Bool) {
        #expect(settings("WEBJOBS_STOPPED", value).areJobsStopped == isOn)
        #expect(settings("WEBJOBS_DISABLE_SCHEDULE", value).isScheduleDisabled == isOn)
    }

    @Test(arguments: [
        ("5", Duration.seconds(5)), ("0", .zero), ("-1", .zero), ("", .seconds(60)), ("soon", .seconds(60)),
        ("1.5", .seconds(60)), ("10s", .seconds(60)), ("9223372036854775807", .seconds(2_147_483_647)),
        ("-9223372036854775808", .zero), ("9223372036854775808", .seconds(60)),
    ])
    func `the restart time is in seconds`(value: String, duration: Duration) {
        #expect(settings("WEBJOBS_RESTART_TIME", value).restartTime == duration)
    }

    @Test(arguments: [("7", 7), ("1", 1), ("0", 50), ("-3", 50), ("", 50), ("many", 50), ("1.5", 50)])
    func `the history keeps at least one run`(value: String, size: Int) {
        #expect(settings("WEBJOBS_HISTORY_SIZE", value).historySize == size)
    }

    @Test(arguments: [
        ("1GiB", 1 << 30, true), ("1000", 1000, true), ("0", 0, true), ("much", 4 << 30, false), ("", 4 << 30, false),
        ("-1", 4 << 30, false),
    ])
    func `the budget of logs is a size, and what is none is pointed out`(value: String, bytes: Int, isSize: Bool) {
        #expect(settings("log.budget", value).logBudget == bytes)
        #expect((settings("log.budget", value).logBudgetProblem == nil) == isSize)
        #expect(AppSettings(variables: [:]).logBudgetProblem == nil)
    }

    @Test(arguments: [
        ("5ms", Duration.milliseconds(5), true), ("0", .zero, true), ("10s", .seconds(10), true),
        ("11s", .milliseconds(2), false), ("-1", .milliseconds(2), false), ("soon", .milliseconds(2), false),
    ])
    func `starts are prepared up to ten seconds early`(value: String, duration: Duration, isDuration: Bool) {
        #expect(settings("jobs.early_start", value).earlyStart == duration)
        #expect((settings("jobs.early_start", value).earlyStartProblem == nil) == isDuration)
        #expect(AppSettings(variables: [:]).earlyStartProblem == nil)
    }

    @Test func `our names come before their aliases`() {
        #expect(settings("WEBJOBS_ROOT_PATH", "jobs").jobsRoot == "jobs")
        #expect(settings("branch", "main").deploymentBranch == "main")
        #expect(settings("WEBSITE_TIME_ZONE", "UTC").timeZone == "UTC")
        let both = AppSettings(
            variables: [
                "branch": "a", "deployment_branch": "b", "WEBSITE_TIME_ZONE": "UTC", "time_zone": "Europe/Berlin",
            ]
        )
        #expect(both.deploymentBranch == "b")
        #expect(both.timeZone == "Europe/Berlin")
    }

    private func settings(_ name: String, _ value: String) -> AppSettings {
        AppSettings(variables: [name: value])
    }
}
