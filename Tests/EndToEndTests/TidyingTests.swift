import LinuxSystem
import TestKit
import Testing

/// The repository after many pushes.
@Suite struct TidyingTests {
    @Test func `many packs become one when nobody deploys, and nothing is lost`() async throws {
        let site = try await TestSite.start(settings: ["deploy.tidy_after": "100ms"])
        let repository = "\(site.home)/site/repository"
        func git(_ arguments: String...) async throws -> Command.Result {
            try await Command.run("git", ["-c", "safe.directory=*", "-C", repository] + arguments)
        }
        // Every push is kept as a pack.
        #expect(try await git("config", "receive.unpackLimit", "1").isSuccess)
        let clone = try await GitClone(in: site.scratch)
        for number in 0...20 {
            try clone.writeJob("triggered/job", "run.sh", "echo \(number)\n")
            try await clone.commit("\(number)")
            #expect(try await clone.push(site).isSuccess)
        }
        try await eventually("the packs are one") {
            try Folder.names(in: "\(repository)/objects/pack").count { $0.hasSuffix(".pack") } <= 2
        }
        try await eventually("it is in the log") {
            try await Command.run("bash", ["-c", "cat \(site.home)/LogFiles/*"]).output.contains(
                "repository was put together"
            )
        }
        // Git removes those that are empty.
        #expect(try Folder.names(in: "\(repository)/objects").count { $0.utf8.count == 2 } == 256)
        #expect(try await git("fsck", "--full").isSuccess)
        let listed = try await site.nyala("deployments", "--json")
        #expect(listed.output.contains("\"message\": \"0\""), "\(listed.output)")
        let first = try await git("log", "--format=%H", "--reverse", "main").output.prefix { $0 != "\n" }
        #expect(try await site.nyala("rollback", String(first)).isSuccess)
        #expect(try await site.nyala("run", "job", "--wait").output.contains("INFO] 0\n"))
    }
}
