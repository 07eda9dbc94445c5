import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A host that is killed in the middle of a deployment.
@Suite struct DeploymentCrashTests {
    /// Calls by which a deployment changes what is on disk, or reads it.
    private static let calls = """
        openat,mkdir,rmdir,rename,renameat2,link,unlink,unlinkat,symlink,write,pwrite64,fsync,fdatasync,ftruncate,chmod
        """
    /// Every call is a point to be killed at; a normal run of the tests takes every so many.
    private static let stride = getenv("NYALA_TEST_EVERY_CALL") == nil ? 9 : 1

    /// A site of this number: two jobs, one of them of another name than before, a file that is a folder every other
    /// time.
    private func files(_ number: Int) -> [String: String] {
        [
            "App_Data/jobs/triggered/same/run.sh": "echo \(number)\n",
            "App_Data/jobs/triggered/same/data/deep.txt": "\(number)\n",
            "App_Data/jobs/triggered/\(number % 2 == 0 ? "even" : "odd")/run.sh": "echo \(number)\n",
            "page.txt": "page \(number)\n",
            (number % 2 == 0 ? "thing" : "thing/inner.txt"): "\(number)\n",
        ]
    }

    private func deploy(_ number: Int, _ site: TestSite) async throws -> Command.Result {
        let folder = "version\(number)"
        for (path, text) in files(number) { try site.scratch.write("\(folder)/\(path)", text) }
        return try await site.nyala("deploy", "-m", "\(number)", site.scratch.at(folder))
    }

    /// What is live, without what nobody deployed.
    private func live(_ site: TestSite) async throws -> [String: String] {
        let root = "\(site.home)/site/wwwroot"
        let list = try await Command.run("find", [".", "-type", "f", "-printf", "%P\\n"], in: root).output
        var found: [String: String] = [:]
        for path in list.split(separator: "\n") { found[String(path)] = try FileContents.text("\(root)/\(path)") }
        return found
    }

    /// The number of the site that is on record as active; every other deployment must have ended.
    private func active(_ site: TestSite) async throws -> Int? {
        let text = try await site.nyala("deployments", "--json").output
        let records = try JSONValue.parse(Array(text.utf8)).array ?? []
        #expect(records.allSatisfy { ["success", "failed"].contains($0["status"]?.string) }, "\(text)")
        let active = records.first { $0["active"]?.bool == true }
        #expect(active?["status"]?.string == "success")
        return active?["message"]?.string.flatMap { Int($0) }
    }

    /// The thread that deploys.
    private func thread(_ site: TestSite) throws -> String {
        let tasks = "/proc/\(site.host.processID)/task"
        let found = try Folder.names(in: tasks).first {
            (try? FileContents.text("\(tasks)/\($0)/comm")) == "nyala-deploy\n"
        }
        return try #require(found)
    }

    @Test func `the site is the old one or the new one, whatever call the host is killed at`() async throws {
        var site = try await TestSite.start()
        var number = 0
        try #require(try await deploy(number, site).isSuccess)
        var call = 1
        while true {
            let before = number
            number += 1
            let output = site.scratch.at("strace\(call)")
            let tracer = try await Command.launch(
                "strace",
                [
                    "-p", try thread(site), "-e", "trace=\(Self.calls)", "-e",
                    "inject=\(Self.calls):signal=KILL:when=\(call)", "-o", "/dev/null",
                ],
                environment: [:],
                output: output
            )
            try await eventually("the tracer is there") { try FileContents.text(output)?.contains("attached") == true }
            let result = try await deploy(number, site)
            tracer.send(SIGTERM)
            _ = try await Command.wait(for: tracer)
            if result.isSuccess { break }
            try await site.end(with: SIGKILL)
            site = try await site.startAgain()
            let now = try #require(try await active(site), "killed at call \(call)")
            #expect(now == before || now == number, "killed at call \(call)")
            #expect(try await live(site) == files(now), "killed at call \(call)")
            number = now
            call += Self.stride
        }
        #expect(call > 60, "only \(call) calls were found")
        #expect(try await active(site) == number)
        #expect(try await live(site) == files(number))
        #expect(try await Command.run("git", ["-C", "\(site.home)/site/repository", "fsck", "--full"]).isSuccess)
    }
}
