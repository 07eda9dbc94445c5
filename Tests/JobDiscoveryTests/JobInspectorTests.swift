import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobDiscovery

@Suite struct JobInspectorTests {
    @Test func `a script runs with its runtime and the arguments of the settings`() throws {
        let job = try InspectedJob()
        try job.write("run.py")
        try job.write("settings.job", #"{"arguments": ["-x", "a b"]}"#)
        let found = job.inspect()
        #expect(found.script == "run.py")
        #expect(found.scriptFolder.isEmpty)
        #expect(found.runtime == "python")
        #expect(found.hostName == "PythonScriptHost")
        #expect(found.commandLine(root: "/copy") == [job.program("python3"), "-u", "/copy/run.py", "-x", "a b"])
        #expect(found.canRun)
        #expect(!found.isDisabled)
        #expect(!found.runsInPlace)
        #expect(found.problems.isEmpty)
    }

    @Test(arguments: ["job", "folder with/deeper é"])
    func `a folder that holds only a folder is entered`(inner: String) throws {
        let job = try InspectedJob()
        try job.write("\(inner)/run.sh")
        try job.write("\(inner)/settings.job", #"{"user": "u"}"#)
        let found = job.inspect()
        #expect(found.scriptFolder == inner)
        #expect(found.script == "\(inner)/run.sh")
        #expect(found.settings.user == "u")
        #expect(found.commandLine(root: "/copy") == [job.program("bash"), "/copy/\(inner)/run.sh"])
    }

    @Test func `a folder beside a file is not entered`() throws {
        let job = try InspectedJob()
        try job.write("inner/run.sh")
        try job.write("readme.md")
        let found = job.inspect()
        #expect(found.scriptFolder.isEmpty)
        #expect(!found.canRun)
        #expect(found.problems.map(\.code) == ["no_script"])
        #expect(found.problems[0].message.contains("found only inner, readme.md."))
    }

    @Test func `a link to a folder is not entered`() throws {
        let job = try InspectedJob()
        try job.scratch.write("outside/run.sh", "")
        try job.link("inner", to: job.scratch.at("outside"))
        #expect(job.inspect().problems.map(\.code) == ["no_script"])
    }

    @Test func `disable.job or the settings disable`() throws {
        let job = try InspectedJob()
        try job.write("inner/run.sh")
        #expect(!job.inspect().isDisabled)
        try job.write("inner/disable.job")
        #expect(job.inspect().isDisabled)
        let other = try InspectedJob()
        try other.write("run.sh")
        try other.write("settings.job", #"{"disabled": true}"#)
        #expect(other.inspect().isDisabled)
        #expect(other.inspect().canRun)
    }

    @Test(arguments: ["", "settings.job", "disable.job"])
    func `an empty folder has nothing to run`(file: String) throws {
        let job = try InspectedJob()
        if !file.isEmpty { try job.write(file, "{}") }
        let found = job.inspect()
        #expect(found.script == nil)
        #expect(found.runtime == nil)
        #expect(found.hostName.isEmpty)
        #expect(found.commandLine(root: "/copy").isEmpty)
        #expect(
            found.problems.map(\.description).first?.hasPrefix(
                "jobs/report: there is nothing to run: the folder is empty. Add run.sh, run.py or another file ending in .sh "
            ) == true
        )
    }

    @Test func `a missing folder is an empty one`() throws {
        let job = try InspectedJob()
        try Folder.removeTree(job.root)
        #expect(job.inspect().problems.map(\.code) == ["no_script"])
    }

    @Test func `a folder that cannot be read is reported once`() throws {
        let description = JobInspector(lookup: ProgramLookup(path: ""))
            .inspect(UnreadableFolder(), id: try InspectedJob().id, path: "jobs/report")
        #expect(description.problems.map(\.code) == ["unreadable", "unreadable"])
        #expect(description.problems.map(\.path) == ["jobs/report", "jobs/report/settings.job"])
        #expect(description.problems[0].message == "the folder cannot be read: no")
    }

    @Test(arguments: [
        ("run.sh", "bash", "bash"), ("a.py", "python3 or python", "python3"), ("a.js", "node or nodejs", "nodejs"),
        ("a.exe", "wine", "wine"), ("a.lua", "lua or lua5.4 or lua5.3", "lua5.4"), ("a.php", "php", "php-cli"),
    ])
    func `a runtime that is not installed is named with its package`(file: String, names: String, package: String)
        throws
    {
        let job = try InspectedJob(programs: [])
        try job.write(file)
        let found = job.inspect()
        #expect(!found.canRun)
        #expect(found.script == file)
        let message = "\(names) is not installed; install it with: apt-get install \(package)"
        #expect(found.problems == [Problem(code: "missing_runtime", path: "jobs/report/\(file)", message: message)])
    }

    @Test func `the second program of a runtime will do`() throws {
        let job = try InspectedJob(programs: ["nodejs"])
        try job.write("a.js")
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == [job.program("nodejs"), "/copy/a.js"])
        #expect(found.runsInPlace)
    }

    @Test(arguments: [("a.js", "false", false), ("a.py", "true", true), ("a.js", "null", true)])
    func `is_in_place overrules the runtime`(file: String, setting: String, inPlace: Bool) throws {
        let job = try InspectedJob(programs: ["node", "python3"])
        try job.write(file)
        try job.write("settings.job", "{\"is_in_place\": \(setting)}")
        #expect(job.inspect().runsInPlace == inPlace)
    }
}
