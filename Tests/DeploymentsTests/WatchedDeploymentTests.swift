import Deployments
import GitHosting
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What people and jobs do to the site while the jobs of a deployment are watched is not lost, however it ends.
@Suite struct WatchedDeploymentTests {
    private static let job = "App_Data/jobs/continuous/one"

    private let scratch: ScratchDirectory
    private let layout: HomeLayout

    init() throws {
        scratch = try ScratchDirectory()
        layout = HomeLayout(home: scratch.at("home"))
        try Folder.create(layout.jobsRoot)
        try Repository.create(at: layout.repository)
    }

    private var failure: StartFailure {
        get throws {
            let job = JobID(type: .continuous, name: try JobName("one"))
            return StartFailure(job: job, reason: "ended", lastLines: [])
        }
    }

    private func deploy(_ version: Int, _ watcher: TestWatcher = TestWatcher(), same: String? = nil) async throws {
        let source = "source-\(version)"
        try scratch.write("\(source)/\(Self.job)/run.sh", "#!/bin/sh\n# \(version)\n", mode: 0o755)
        for name in ["\(Self.job)/lib.sh", "static/a.txt"] {
            try scratch.write("\(source)/\(name)", "\(name) \(version)")
        }
        if let same { try scratch.write("\(source)/\(Self.job)/\(same)", "same") }
        let zip = try RunningProgram("/bin/sh", ["-c", "cd \(scratch.at(source)) && zip -q -r ../\(version).zip ."])
        #expect(try zip.waitForExit() == .code(0))
        let archive = SharedDescriptor(try Descriptor.open(scratch.at("\(version).zip")))
        let origin = Deployer.Origin(deployer: "test", author: "a", message: "m")
        let deployer = try Deployer.forTest(home: layout.home, watcher)
        _ = try await deployer.deploy(archive: archive, origin) { _ in }
    }

    private func write(_ name: String, _ text: String) throws {
        try AtomicFile.write(Array(text.utf8), to: "\(layout.webRoot)/\(name)")
    }

    private func text(_ name: String) throws -> String? { try FileContents.text("\(layout.webRoot)/\(name)") }

    /// What was kept of an edited file by the newest deployment that kept any.
    private func kept(_ name: String) throws -> String? {
        let list = "git for-each-ref --sort=-refname --count=1 --format='%(refname)' refs/nyala/edits"
        let script = "cd \(layout.repository) && git cat-file blob $(\(list)):\(name) > \(scratch.at("kept"))"
        let git = try RunningProgram("/bin/sh", ["-c", script])
        return try git.waitForExit() == .code(0) ? try scratch.read("kept") : nil
    }

    private func expectWorkIsKept() throws {
        for folder in ["static", Self.job] { #expect(try text("\(folder)/mine.txt") == "mine") }
        #expect(try text("static/a.txt") == "static/a.txt 1")
        #expect(try text("\(Self.job)/lib.sh") == "\(Self.job)/lib.sh 1")
        #expect(try kept("static/a.txt") == "edited")
        #expect(try kept("\(Self.job)/lib.sh") == "edited")
    }

    private func work() throws {
        for folder in ["static", Self.job] { try write("\(folder)/mine.txt", "mine") }
        for name in ["static/a.txt", "\(Self.job)/lib.sh"] {
            #expect(try text(name) == "\(name) 2")
            try write(name, "edited")
        }
    }

    @Test(arguments: [nil, "same.txt"])
    func `work meanwhile is kept when the deployment is undone`(same: String?) async throws {
        try await deploy(1, same: same)
        let watcher = TestWatcher {
            try work()
            return [try failure]
        }
        await #expect(throws: DeploymentError.self) { try await deploy(2, watcher, same: same) }
        try expectWorkIsKept()
    }

    @Test(arguments: [nil, "same.txt"])
    func `work meanwhile is kept when the host is killed`(same: String?) async throws {
        try await deploy(1, same: same)
        let watcher = TestWatcher {
            try work()
            // As the next host does; what the first one does after this finds nothing to do.
            let next = try Deployer.forTest(home: layout.home)
            try await next.recover()
            try expectWorkIsKept()
            let record = try #require(try await next.records().first)
            #expect(record.status == .failed && record.edits != nil)
            return [try failure]
        }
        await #expect(throws: DeploymentError.self) { try await deploy(2, watcher, same: same) }
    }

    @Test func `what a job takes away meanwhile does not come back`() async throws {
        try await deploy(1)
        for name in ["item1", "item2", "item3"] { try write("\(Self.job)/\(name)", name) }
        let watcher = TestWatcher {
            #expect(unlink("\(layout.webRoot)/\(Self.job)/item1") == 0)
            #expect(rename("\(layout.webRoot)/\(Self.job)/item2", "\(layout.webRoot)/\(Self.job)/done") == 0)
            return []
        }
        try await deploy(2, watcher)
        #expect(try text("\(Self.job)/lib.sh") == "\(Self.job)/lib.sh 2")
        #expect(try text("\(Self.job)/item1") == nil)
        #expect(try text("\(Self.job)/item2") == nil)
        #expect(try text("\(Self.job)/done") == "item2")
        #expect(try text("\(Self.job)/item3") == "item3")
    }

    @Test(arguments: ["static", "App_Data/jobs/continuous/one"])
    func `a file where a folder must be is kept as an edit`(path: String) async throws {
        try await deploy(1)
        try Folder.removeTree("\(layout.webRoot)/\(path)")
        try write(path, "in the way")
        try await deploy(2)
        #expect(try text("static/a.txt") == "static/a.txt 2")
        #expect(try text("\(Self.job)/lib.sh") == "\(Self.job)/lib.sh 2")
        #expect(try kept(path) == "in the way")
    }

    @Test(arguments: [nil, "same.txt"])
    func `folders keep the mode that somebody gave them`(same: String?) async throws {
        try await deploy(1, same: same)
        for (folder, mode) in [("static", 0o2775), (Self.job, 0o770)] as [(String, UInt32)] {
            #expect(chmod("\(layout.webRoot)/\(folder)", mode) == 0)
        }
        try await deploy(2, same: same)
        for (folder, mode) in [("static", 0o2775), (Self.job, 0o770)] as [(String, UInt32)] {
            var information = stat()
            #expect(stat("\(layout.webRoot)/\(folder)", &information) == 0)
            #expect(information.st_mode & 0o7777 == mode, "\(folder)")
        }
        #expect(try text("static/a.txt") == "static/a.txt 2")
    }
}
