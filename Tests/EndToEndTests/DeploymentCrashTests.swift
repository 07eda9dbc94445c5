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

    private func deploy(_ number: Int, _ site: TestSite) async throws -> Command.Result {
        let folder = "version\(number)"
        for (path, text) in NumberedSite.files(number) { try site.scratch.write("\(folder)/\(path)", text) }
        return try await site.nyala("deploy", "-m", "\(number)", site.scratch.at(folder))
    }

    /// The thread that deploys.
    private func thread(_ site: TestSite) throws -> String {
        let tasks = "/proc/\(site.servingProcess)/task"
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
            let now = try #require(try await NumberedSite.active(site), "killed at call \(call)")
            #expect(now == before || now == number, "killed at call \(call)")
            #expect(try await NumberedSite.live(site) == NumberedSite.files(now), "killed at call \(call)")
            number = now
            call += Self.stride
        }
        #expect(call > 60, "only \(call) calls were found")
        #expect(try await NumberedSite.active(site) == number)
        #expect(try await NumberedSite.live(site) == NumberedSite.files(number))
        #expect(try await Command.run("git", ["-C", "\(site.home)/site/repository", "fsck", "--full"]).isSuccess)
    }
}
