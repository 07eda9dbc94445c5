import JobModel
import Testing

@testable import JobHosting

@Suite struct JobEnvironmentTests {
    private func variables(
        jobVariables: [String: String] = ["MORE": "2"],
        _ start: JobEnvironment.Start = JobEnvironment.Start(shutdownFile: "/stop")
    ) throws -> [String] {
        let environment = JobEnvironment(
            layout: HomeLayout(home: "/h"),
            inherited: [
                "PATH": "/bin", "NYALA_HOME": "/h", "NOTIFY_SOCKET": "/n", "SHARED": "host", "WEBJOBS_FILE": "host's",
                "PORT": "80",
            ]
        )
        let common = environment.common(
            JobID(type: .triggered, name: try JobName("report")),
            root: "/copy",
            version: try #require(TreeID(hexadecimal: String(repeating: "a", count: 40))),
            settingsRevision: 0,
            appSettings: ["SHARED": "site", "MORE": "1"],
            jobVariables: jobVariables
        )
        return environment.variables(common, start)
    }

    @Test func `later sources win: host, site, job, Nyala`() throws {
        let all = try variables(jobVariables: ["MORE": "2", "WEBJOBS_NAME": "mine"])
        for line in [
            "PATH=/bin", "SHARED=site", "MORE=2", "WEBJOBS_NAME=report", "WEBJOBS_PATH=/copy", "NYALA_SITE=/h",
        ] {
            #expect(all.contains(line), "missing \(line)")
        }
        #expect(try variables(jobVariables: ["MORE": "2", "WEBJOBS_NAME": "mine"]) == all)
        #expect(Set(all.map { $0.prefix { $0 != "=" } }).count == all.count, "a name stands there twice")
    }

    @Test func `what concerns the host alone is not passed on`() throws {
        let names = try variables().map { $0.prefix { $0 != "=" } }
        #expect(!names.contains("NYALA_HOME"))
        #expect(!names.contains("NOTIFY_SOCKET"))
        // Of the run, not of the host.
        #expect(!names.contains("WEBJOBS_FILE"))
        #expect(names.contains("PORT"))
    }

    @Test func `a run knows its arguments, trigger and time`() throws {
        var request = RunRequest(trigger: "Schedule - 0 0 * * * *", arguments: ["a b", "c"])
        request.scheduledTime = Timestamp(seconds: 0)
        request.file = "/inbox/a.csv"
        request.predecessor = RunReference("import/202611230946084083")
        let start = JobEnvironment.Start(
            shutdownFile: "/stop",
            run: RunID("202611230946084084"),
            request: request
        )
        let all = try variables(start)
        for line in [
            "WEBJOBS_RUN_ID=202611230946084084", "WEBJOBS_COMMAND_ARGUMENTS=\"a b\" c",
            "WEBJOBS_TRIGGER=Schedule - 0 0 * * * *", "WEBJOBS_SCHEDULED_TIME=1970-01-01T00:00:00Z",
            "WEBJOBS_ATTEMPT=1", "WEBJOBS_FILE=/inbox/a.csv", "WEBJOBS_AFTER_JOB=import",
            "WEBJOBS_AFTER_RUN=202611230946084083",
            "WEBSITE_TRIGGERED_JOB_RUNNING_report=true",
        ] {
            #expect(all.contains(line), "missing \(line)")
        }
    }
}
