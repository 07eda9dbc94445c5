import JobModel
import TestKit
import Testing

@testable import JobDiscovery

/// What the first line of a script means for its start.
@Suite struct ShebangTests {
    @Test(arguments: ["#!/bin/sh", "#!/usr/bin/env bash", "#! /usr/bin/env -S python3 -u", "#!/opt/tool"])
    func `an executable script says itself what runs it`(line: String) throws {
        let job = try InspectedJob(programs: [])
        try job.write("run.sh", "\(line)\necho\n", mode: 0o755)
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == ["/copy/run.sh"])
        #expect(found.runtime == "bash")
        #expect(found.problems.isEmpty)
    }

    @Test(arguments: [
        "", "echo", "#", "#!", "#! ", "#!/bin/bash", "#!/bin/sh -e", "#!/usr/bin/env bash", "#!/usr/bin/env sh",
        "#!/usr/bin/env -S bash -e",
    ])
    func `bash runs what is not executable`(line: String) throws {
        let job = try InspectedJob()
        try job.write("run.sh", "\(line)\necho\n")
        let found = job.inspect()
        #expect(found.commandLine(root: "/copy") == [job.program("bash"), "/copy/run.sh"])
        #expect(found.problems.isEmpty)
    }

    @Test func `an executable without a first line for the kernel is run by bash`() throws {
        let job = try InspectedJob()
        try job.write("run.sh", "echo\n", mode: 0o755)
        #expect(job.inspect().commandLine(root: "/copy") == [job.program("bash"), "/copy/run.sh"])
    }

    @Test(arguments: [
        ("#!/usr/bin/python3", "/usr/bin/python3"), ("#!/usr/bin/env fish", "fish"),
        ("#!/usr/bin/env -S perl -w", "perl"), ("#!/bin/zsh", "/bin/zsh"),
    ])
    func `another interpreter needs the execute bit`(line: String, interpreter: String) throws {
        let job = try InspectedJob()
        try job.write("run.sh", "\(line)\n")
        let found = job.inspect()
        let message = "it is started by bash, not by its \(interpreter): set its execute bit (chmod +x)"
        let expected = Problem(.warning, code: "not_executable", path: "jobs/report/run.sh", message: message)
        #expect(found.problems == [expected])
        #expect(found.canRun)
    }

    @Test(arguments: [("run.sh", UInt32(0o755), true), ("run.sh", 0o644, true), ("run", 0o755, false)])
    func `CR LF behind the interpreter is pointed out`(file: String, mode: UInt32, usesBash: Bool) throws {
        let job = try InspectedJob()
        try job.write(file, "#!/bin/bash\r\necho\r\n", mode: mode)
        let found = job.inspect()
        let message = "line 1 ends in CR LF, so the interpreter is not found: save the file with LF line ends"
        let expected = Problem(.warning, code: "crlf_shebang", path: "jobs/report/\(file)", message: message)
        #expect(found.problems == [expected])
        #expect(found.commandLine(root: "/copy") == (usesBash ? [job.program("bash")] : []) + ["/copy/\(file)"])
    }

    @Test(arguments: [
        ("#!/bin/sh\n", UInt32(0o755), true), ("\u{7F}ELF\u{2}", 0o700, true), ("#!/bin/sh\n", 0o644, false),
    ])
    func `a lone executable is a program if the kernel can start it`(text: String, mode: UInt32, isProgram: Bool) throws
    {
        let job = try InspectedJob()
        try job.write("worker", text, mode: mode)
        try job.write("data.txt")
        let found = job.inspect()
        #expect(found.canRun == isProgram)
        #expect(found.commandLine(root: "/copy") == (isProgram ? ["/copy/worker"] : []))
        #expect(found.hostName == (isProgram ? "ExecutableScriptHost" : ""))
    }

    @Test(arguments: ["plain text", "", "MZ"])
    func `the execute bit alone makes no program`(text: String) throws {
        let job = try InspectedJob()
        try job.write("run", text, mode: 0o755)
        #expect(job.inspect().problems.map(\.code) == ["no_script"])
    }

    @Test func `a link counts as the file inside that it leads to`() throws {
        let job = try InspectedJob()
        try job.write("lib/program", "#!/bin/sh\n", mode: 0o755)
        try job.link("run", to: "lib/program")
        #expect(job.inspect().commandLine(root: "/copy") == ["/copy/run"])
    }

    @Test(arguments: ["/bin/sh", "../../bin/bash", "nowhere"])
    func `a link that leads out or nowhere is no program`(target: String) throws {
        let job = try InspectedJob()
        try job.link("run", to: target)
        #expect(!job.inspect().canRun)
    }
}
