import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobDiscovery

/// What `settings.job` does to a job.
@Suite struct JobSettingsFileTests {
    @Test(arguments: [
        (#"{"schedule": "0 0 25 * * *"}"#, 1, 19, "\"25\" is not an hour"),
        ("{\n\t\"schedule\":\n\"60 * * * * *\"}", 3, 2, "\"60\" is not a second"),
        (#"{"ü": 1, "x-y": 2, "schedule": ""}"#, 1, 33, "the schedule is empty"),
        // Of equal keys the last one counts.
        (#"{"schedule": "x", "schedule": "@dayly"}"#, 1, 32, "did you mean @daily?"),
    ])
    func `a bad schedule is pointed at, and the job runs on demand`(
        text: String,
        line: Int,
        column: Int,
        part: String
    ) throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write("settings.job", text)
        let found = job.inspect()
        let problem = try #require(found.problems.first { $0.code == "bad_schedule" })
        #expect(problem.path == "jobs/report/settings.job")
        #expect(problem.line == line)
        #expect(problem.column == column)
        #expect(problem.message.hasPrefix("\"schedule\": "))
        #expect(problem.message.contains(part))
        #expect(found.canRun)
    }

    @Test func `a schedule does nothing for a continuous job`() throws {
        let job = try InspectedJob(.continuous)
        try job.write("run.sh")
        try job.write("settings.job", #"{"schedule": "@daily"}"#)
        #expect(
            job.inspect().problems.map(\.description) == [
                "jobs/report/settings.job: warning: \"schedule\" has no effect on a continuous job; "
                    + "move the folder to triggered/"
            ]
        )
    }

    @Test func `a bad time zone is pointed at`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write("settings.job", "{\n  \"time_zone\": \"../etc/passwd\"}")
        let problem = try #require(job.inspect().problems.first)
        #expect(problem.code == "bad_time_zone")
        #expect(problem.description.hasPrefix("jobs/report/settings.job:2:16: \"time_zone\": \"../etc/passwd\" is not"))
        try job.write("settings.job", #"{"time_zone": "UTC", "schedule": "@daily"}"#)
        #expect(job.inspect().problems.isEmpty)
    }

    @Test func `while the file is broken the last good settings hold`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write("settings.job", #"{"arguments": ["good"], "schedule": "0 0 25 * * *", "disabled": true}"#)
        let good = job.inspect().settings
        try job.write("settings.job", #"{"arguments": ["bad"]"#)
        let found = job.inspect(lastGood: good)
        #expect(found.settings == good)
        #expect(found.isDisabled)
        #expect(found.commandLine(root: "/copy").last == "good")
        #expect(found.problems.map(\.code) == ["broken_settings", "bad_schedule"])
        #expect(found.problems[0].column == 22)
        #expect(found.problems[1].line == nil)
        #expect(job.inspect().settings == JobSettings())
    }

    @Test func `a removed file means the defaults, whatever was good before`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        var good = JobSettings()
        good.isDisabled = true
        #expect(job.inspect(lastGood: good).settings == JobSettings())
    }

    @Test func `a file that is too large or no file at all is reported`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write("settings.job", String(repeating: " ", count: JobSettings.maximumSize + 10))
        #expect(job.inspect().problems.map(\.code) == ["broken_settings"])
        try Folder.removeTree(job.scratch.at("job/settings.job"))
        try Folder.create(job.scratch.at("job/settings.job"))
        var good = JobSettings()
        good.user = "root"
        let found = job.inspect(lastGood: good)
        #expect(found.problems.map(\.code) == ["unreadable"])
        #expect(found.settings == good)
        #expect(found.canRun)
    }

    @Test(arguments: [
        (#"["./worker", "-a"]"#, ["/copy/./worker", "-a", "end"]),
        (#"["bin/worker"]"#, ["/copy/bin/worker", "end"]),
        (#"["/usr/bin/env", "x"]"#, ["/usr/bin/env", "x", "end"]),
    ])
    func `run names a program of the job or an absolute path`(run: String, command: [String]) throws {
        let job = try InspectedJob()
        try job.write("settings.job", "{\"run\": \(run), \"arguments\": [\"end\"]}")
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == command)
        #expect(found.runtime == "command")
        #expect(found.hostName == "CommandScriptHost")
        #expect(found.problems.isEmpty)
    }

    @Test func `run finds a program on the path and wins over a script`() throws {
        let job = try InspectedJob()
        try job.write("inner/a.js")
        try job.write("inner/settings.job", #"{"run": ["python3", "-m", "report"]}"#)
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == [job.program("python3"), "-m", "report"])
        #expect(found.script == "inner/a.js")
        #expect(!found.runsInPlace)
        #expect(found.problems.isEmpty)
    }

    @Test func `a program of the job is looked for beside its settings`() throws {
        let job = try InspectedJob()
        try job.write("inner/settings.job", #"{"run": ["./worker"]}"#)
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == ["/copy/inner/./worker"])
        #expect(found.script == "./worker")
    }

    @Test func `a program that is not there is named`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write("settings.job", #"{"run": ["worker"]}"#)
        let found = job.inspect()
        #expect(!found.canRun)
        let message = "\"run\": there is no program \"worker\"; install it, or write \"./worker\" for a file of the job"
        let path = "jobs/report/settings.job"
        #expect(found.problems == [Problem(code: "missing_runtime", path: path, message: message)])
    }
}
