import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Runs that are wanted while others are under way.
@Suite struct ConcurrencyTests {
    /// Says that it began, and ends when the test lets it: when its argument is a file of the data folder.
    private static let gated = """
        echo "begin $1" >> "$WEBJOBS_DATA_PATH/order"
        while [ ! -e "$WEBJOBS_DATA_PATH/go-$1" ]; do sleep 0.02; done
        echo "end $1" >> "$WEBJOBS_DATA_PATH/order"

        """

    private func order(_ site: TestSite, _ job: String) throws -> [String] {
        (try site.scratch.read("home/data/jobs/triggered/\(job)/order") ?? "").split(separator: "\n").map(String.init)
    }

    private func letGo(_ site: TestSite, _ job: String, _ name: String) throws {
        try site.scratch.write("home/data/jobs/triggered/\(job)/go-\(name)", "")
    }

    private func history(_ site: TestSite, _ job: String) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("history", job, "--json").output.utf8)).array ?? []
    }

    private func outcomes(_ site: TestSite, _ job: String) async throws -> [String] {
        try await history(site, job).compactMap { $0["outcome"]?.string }
    }

    @Test func `queued runs begin one after the other, in their order, up to a limit`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"concurrency\": \"queue\", \"max_queue\": 2}"
        try site.add("triggered/line", ["run.sh": Self.gated, "settings.job": settings])
        #expect(try await site.nyala("run", "line", "--", "a").output.hasPrefix("started run"))
        #expect(try await site.nyala("run", "line", "--", "b").output.hasPrefix("queued run"))
        let third = try site.call("POST", "/api/triggeredwebjobs/line/run", query: [("arguments", "c")])
        #expect(third.status == 202)
        let fourth = try await site.nyala("run", "line", "--", "d")
        #expect(fourth.code == 1)
        #expect(fourth.errorOutput.contains("2 runs of the job \"line\" wait already"))
        #expect(try await outcomes(site, "line") == ["Queued", "Queued", "Running"])
        for name in ["c", "b", "a"] { try letGo(site, "line", name) }
        try await eventually("all have run") {
            try await outcomes(site, "line") == ["Success", "Success", "Success"]
        }
        #expect(try order(site, "line") == ["begin a", "end a", "begin b", "end b", "begin c", "end c"])
    }

    @Test func `waiting for a queued run returns its exit code`() async throws {
        let site = try await TestSite.start()
        let script = Self.gated + "echo \"this is $1\"; exit $1\n"
        try site.add("triggered/code", ["run.sh": script, "settings.job": "{\"concurrency\": \"queue\"}"])
        #expect(try await site.nyala("run", "code", "--", "0").isSuccess)
        try letGo(site, "code", "7")
        async let waiting = site.nyala("run", "code", "--wait", "--", "7")
        try await eventually("the second waits") { try await outcomes(site, "code") == ["Queued", "Running"] }
        try letGo(site, "code", "0")
        let second = try await waiting
        #expect(second.code == 7)
        #expect(second.output.contains("this is 7"))
        #expect(second.output.contains("Status changed to Queued"))
    }

    @Test func `queued runs outlive a killed host`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/line", ["run.sh": Self.gated, "settings.job": "{\"concurrency\": \"queue\"}"])
        for name in ["a", "b", "c"] { #expect(try await site.nyala("run", "line", "--", name).isSuccess) }
        try await eventually("the first runs") { try order(site, "line") == ["begin a"] }
        site.host.send(SIGKILL)
        _ = try site.host.waitForExit()
        for name in ["b", "c"] { try letGo(site, "line", name) }
        let again = try await site.startAgain()
        try await eventually("those that waited have run") {
            try await outcomes(again, "line") == ["Success", "Success", "Aborted"]
        }
        #expect(try order(again, "line") == ["begin a", "begin b", "end b", "begin c", "end c"])
    }

    @Test func `a run that waits can be cancelled, and the others go on`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/line", ["run.sh": Self.gated, "settings.job": "{\"concurrency\": \"queue\"}"])
        for name in ["a", "b", "c"] { #expect(try await site.nyala("run", "line", "--", name).isSuccess) }
        let second = try #require(try await history(site, "line").dropFirst().first?["id"]?.string)
        #expect(try await site.nyala("cancel", "line", second).isSuccess)
        for name in ["a", "b", "c"] { try letGo(site, "line", name) }
        try await eventually("the others have run") {
            try await outcomes(site, "line") == ["Success", "Skipped", "Success"]
        }
        let skipped = try #require(try await history(site, "line").dropFirst().first)
        #expect(skipped["cause"]?.string == "user")
        #expect(try order(site, "line") == ["begin a", "end a", "begin c", "end c"])
    }

    @Test func `a newer run replaces the one under way and the one that waits`() async throws {
        let site = try await TestSite.start()
        // Deaf to the request to stop, so that the others have to wait until it is let go.
        let script = "trap '' TERM\n" + Self.gated
        let settings = "{\"concurrency\": \"replace\", \"stopping_wait_time\": \"60s\"}"
        try site.add("triggered/newest", ["run.sh": script, "settings.job": settings])
        #expect(try await site.nyala("run", "newest", "--", "a").isSuccess)
        try await eventually("the first runs") { try order(site, "newest") == ["begin a"] }
        for name in ["b", "c"] { #expect(try await site.nyala("run", "newest", "--", name).isSuccess) }
        for name in ["a", "c"] { try letGo(site, "newest", name) }
        try await eventually("the newest has run") {
            try await outcomes(site, "newest") == ["Success", "Skipped", "Stopped"]
        }
        #expect(
            try await history(site, "newest").compactMap { $0["cause"]?.string } == [
                "exit", "superseded", "superseded",
            ]
        )
        #expect(try order(site, "newest") == ["begin a", "end a", "begin c", "end c"])
    }

    @Test func `runs beside each other, up to a limit, and each is stopped by name`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"concurrency\": \"allow\", \"max_parallel\": 2}"
        try site.add("triggered/many", ["run.sh": Self.gated, "settings.job": settings])
        for name in ["a", "b"] { #expect(try await site.nyala("run", "many", "--", name).isSuccess) }
        let third = try await site.nyala("run", "many", "--", "c")
        #expect(third.errorOutput.contains("as many as its max_parallel allows"))
        let unnamed = try await site.nyala("cancel", "many")
        #expect(unnamed.code == 1)
        #expect(unnamed.errorOutput.contains("say which"))
        let second = try #require(try await history(site, "many").first?["id"]?.string)
        #expect(try await site.nyala("cancel", "many", second).isSuccess)
        try await eventually("the second is stopped") { try await outcomes(site, "many") == ["Stopped", "Running"] }
        try letGo(site, "many", "a")
        try await eventually("the first ends by itself") { try await outcomes(site, "many") == ["Stopped", "Success"] }
    }

    @Test func `an older run that outlives a newer one is found after a crash`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/many", ["run.sh": Self.gated, "settings.job": "{\"concurrency\": \"allow\"}"])
        for name in ["a", "b", "c"] { #expect(try await site.nyala("run", "many", "--", name).isSuccess) }
        for name in ["b", "c"] { try letGo(site, "many", name) }
        try await eventually("the newer ones have ended") {
            try await outcomes(site, "many") == ["Success", "Success", "Running"]
        }
        site.host.send(SIGKILL)
        _ = try site.host.waitForExit()
        let again = try await site.startAgain()
        #expect(try await outcomes(again, "many") == ["Success", "Success", "Aborted"])
    }

    @Test func `jobs with one lock run one at a time`() async throws {
        let site = try await TestSite.start()
        for name in ["one", "two", "three"] {
            try site.add("triggered/\(name)", ["run.sh": Self.gated, "settings.job": "{\"lock\": \"database\"}"])
        }
        #expect(try await site.nyala("run", "one", "--", "x").output.hasPrefix("started"))
        #expect(try await site.nyala("run", "two", "--", "x").output.hasPrefix("queued"))
        #expect(try await site.nyala("run", "three", "--", "x").output.hasPrefix("queued"))
        let again = try await site.nyala("run", "two", "--", "x")
        #expect(again.errorOutput.contains("waits already for the lock \"database\""))
        #expect(try await site.nyala("explain", "two").output.contains("1 run waits"))
        try letGo(site, "one", "x")
        try await eventually("the second has the lock") { try order(site, "two") == ["begin x"] }
        #expect(try order(site, "three").isEmpty)
        for name in ["two", "three"] { try letGo(site, name, "x") }
        try await eventually("the third had it, too") { try order(site, "three") == ["begin x", "end x"] }
    }
}
