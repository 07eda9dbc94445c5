import JobDiscovery
import JobModel
import LinuxSystem
import TestKit
import Testing

@Suite struct SiteInspectorTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    @Test func `finds all jobs of both kinds, in order, with what is wrong`() throws {
        try scratch.write("site/jobs/triggered/b/run", "#!/bin/sh\n", mode: 0o755)
        try scratch.write("site/jobs/triggered/a/readme.md", "")
        try scratch.write("site/jobs/continuous/b/run", "#!/bin/sh\n", mode: 0o755)
        try scratch.write("site/index.html", "")
        let (jobs, strays) = try inspect()
        #expect(jobs.map { "\($0.type)/\($0.name)" } == ["continuous/b", "triggered/a", "triggered/b"])
        #expect(jobs.map { $0.description?.canRun } == [true, false, true])
        #expect(jobs.map { $0.problems.map(\.code) } == [[], ["no_script"], []])
        #expect(jobs[1].problems.map(\.path) == ["jobs/triggered/a"])
        #expect(jobs[1].description?.id.description == "triggered/a")
        #expect(strays.isEmpty)
    }

    @Test(arguments: ["bad name", ".hidden", "ä", "a.b", "-x"])
    func `a name that cannot be a job's is refused`(name: String) throws {
        try scratch.write("site/jobs/triggered/\(name)/run.sh", "")
        let (jobs, _) = try inspect()
        #expect(jobs.map(\.name) == [name])
        #expect(jobs[0].description == nil)
        #expect(jobs[0].problems.map(\.code) == ["bad_name"])
        #expect(jobs[0].problems[0].path == "jobs/triggered/\(name)")
        #expect(jobs[0].problems[0].message.hasPrefix("\"\(name)\" is not a job name: ") == true)
        #expect(jobs[0].problems[0].message.hasSuffix("; rename the folder") == true)
    }

    @Test func `files where only folders belong are strays`() throws {
        try scratch.write("site/jobs/continuous/run.sh", "")
        try scratch.write("site/jobs/triggered/a/run", "#!/bin/sh\n", mode: 0o755)
        let (jobs, strays) = try inspect()
        #expect(jobs.map(\.name) == ["a"])
        #expect(
            strays.map(\.description) == [
                "jobs/continuous/run.sh: warning: a job is a folder; put this file into jobs/continuous/NAME/"
            ]
        )
    }

    @Test func `a site without jobs has none`() throws {
        try Folder.create(scratch.at("site"))
        let (jobs, strays) = try inspect()
        #expect(jobs.isEmpty)
        #expect(strays.isEmpty)
    }

    @Test func `a site that cannot be read is an error`() {
        #expect(throws: UnreadableFolder.Refusal.self) {
            try SiteInspector(lookup: ProgramLookup(path: "")).inspect(UnreadableFolder(), jobsPath: "jobs")
        }
    }

    private func inspect() throws -> (jobs: [SiteInspector.Finding], strays: [Problem]) {
        try SiteInspector(lookup: ProgramLookup(path: "")).inspect(DiskFolder(scratch.at("site")), jobsPath: "jobs")
    }
}
