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
        #expect(settings("log.budget", value).faults.isEmpty == isSize)
    }

    @Test(arguments: [
        ("5ms", Duration.milliseconds(5), true), ("0", .zero, true), ("10s", .seconds(10), true),
        ("11s", .milliseconds(2), false), ("-1", .milliseconds(2), false), ("soon", .milliseconds(2), false),
    ])
    func `starts are prepared up to ten seconds early`(value: String, duration: Duration, isDuration: Bool) {
        #expect(settings("jobs.early_start", value).earlyStart == duration)
        #expect(settings("jobs.early_start", value).faults.isEmpty == isDuration)
    }

    @Test(arguments: [
        ("deploy.settle", "5s", "soon", "a whole number of seconds"),
        ("deploy.on_failure", "keep", "Keep", "\"rollback\" or"),
        ("deploy.tidy_after", "0", "-1", "a whole number of seconds"), ("build.timeout", "1h", "1 h", "a whole number"),
        ("http.header_timeout", "15s", "0", "longer than 0"), ("http.max_connections", "1", "0", "from 1 on"),
        ("http.max_tunnels", "10", "ten", "from 1 on"), ("command.timeout", "90", "", "a whole number of seconds"),
        ("log.budget", "4GiB", "lots", "a whole number of bytes"),
        ("jobs.early_start", "10s", "10001ms", "from 0 to 10s"),
    ])
    func `what a setting cannot be is told, with its form`(name: String, good: String, bad: String, form: String) throws
    {
        #expect(settings(name, good).faults.isEmpty)
        let fault = try #require(settings(name, bad).faults.first)
        #expect(fault.hasPrefix("the setting \(name) must be "))
        #expect(fault.contains(form) && fault.hasSuffix(", not \"\(bad)\"; it counts as not given"), "\(fault)")
    }

    @Test func `the defaults of settings have no faults`() {
        #expect(AppSettings(variables: [:]).faults.isEmpty)
        #expect(AppSettings(variables: ["WEBJOBS_RESTART_TIME": "soon", "own": ""]).faults.isEmpty)
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
