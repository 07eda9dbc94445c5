import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A host that is killed in the middle of real pushes, wherever it is.
@Suite struct PushCrashTests {
    /// `NYALA_TEST_KILLS` sets it for a thorough run.
    private static let kills = getenv("NYALA_TEST_KILLS").flatMap { Int(String(cString: $0)) } ?? 12
    private func prepare(_ number: Int, _ clone: GitClone) async throws {
        try await clone.git("rm", "-rq", "--ignore-unmatch", ".")
        for (path, text) in NumberedSite.files(number) { try clone.write(path, text) }
        try await clone.commit("\(number)")
    }

    /// What the branch on the server names.
    private func branch(_ site: TestSite) async throws -> Int? {
        let repository = "\(site.home)/site/repository"
        let arguments = ["-c", "safe.directory=*", "-C", repository, "log", "-1", "--format=%s", "main"]
        return Int(try await Command.run("git", arguments).output.filter { !$0.isWhitespace })
    }

    /// Pushes while the host is killed after so many milliseconds; whether the push came through.
    private func push(_ clone: GitClone, _ site: TestSite, killedAfter delay: Int) async throws -> Bool {
        let digits = String(1000 + delay % 1000).dropFirst()
        let killer = try await Command.launch(
            "bash",
            ["-c", "sleep \(delay / 1000).\(digits); kill -9 \(site.host.processID)"],
            environment: [:],
            output: site.scratch.at("killer.txt")
        )
        let isSuccess = try await clone.push(site).isSuccess
        _ = try await Command.wait(for: killer)
        return isSuccess
    }

    /// Milliseconds that a push takes, and a little more.
    private func timedPush(_ clone: GitClone, _ site: TestSite) async throws -> Int {
        let begin = SystemClock().monotonicTime()
        let push = try await clone.push(site)
        try #require(push.isSuccess, "\(push.all)")
        return Int((SystemClock().monotonicTime() - begin).inNanoseconds / 1_000_000) * 5 / 4
    }

    @Test func `the site, its record and the branch agree, whenever the host is killed`() async throws {
        var site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        var random = SeededGenerator(seed: 20_310_203)
        var number = 0
        var interrupted = 0
        var brought = 0
        try await prepare(number, clone)
        // Of the latest push that nobody disturbed; others keep the machine busy now more, now less.
        var longest = try await timedPush(clone, site)
        for kill in 1...Self.kills {
            let before = number
            number += 1
            try await prepare(number, clone)
            let delay = Int.random(in: 0...longest, using: &random)
            let moment = Comment("kill \(kill) after \(delay) of \(longest) ms")
            if try await push(clone, site, killedAfter: delay) {
                #expect(try await NumberedSite.live(site) == NumberedSite.files(number), moment)
            } else {
                interrupted += 1
            }
            _ = try await Command.wait(for: site.host)
            site = try await site.startAgain()
            let now = try #require(try await NumberedSite.active(site), moment)
            #expect(now == before || now == number, moment)
            if now == number { brought += 1 }
            #expect(try await NumberedSite.live(site) == NumberedSite.files(now), moment)
            #expect(try await branch(site) == now, moment)
            // The next push works, and brings the number that the clone has.
            longest = try await timedPush(clone, site)
            #expect(try await NumberedSite.live(site) == NumberedSite.files(number), moment)
        }
        #expect(
            interrupted > Self.kills / 8,
            "\(interrupted) of \(Self.kills) pushes were cut off, \(brought) came through"
        )
        #expect(try await NumberedSite.active(site) == number)
        let fsck = try await Command.run(
            "git",
            ["-c", "safe.directory=*", "-C", "\(site.home)/site/repository", "fsck", "--full"]
        )
        #expect(fsck.isSuccess, "\(fsck.all)")
    }
}
