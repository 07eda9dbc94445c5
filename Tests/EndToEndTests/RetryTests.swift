import Glibc
import JobModel
import TestKit
import Testing

/// Runs that failed and wait for their next attempt.
@Suite struct RetryTests {
    private func history(_ site: TestSite, _ job: String) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("history", job, "--json").output.utf8)).array ?? []
    }

    /// A site with a job that has failed and will be tried again in a minute; the run.
    private func start() async throws -> (site: TestSite, run: String) {
        let site = try await TestSite.start()
        let settings = "{\"retries\": {\"limit\": 3, \"delay\": \"1m\"}}"
        try site.add("triggered/flaky", ["run.sh": "exit 3\n", "settings.job": settings])
        let after = "{\"triggers\": {\"after\": [{\"job\": \"flaky\", \"on\": \"failure\"}]}}"
        try site.add("triggered/alarm", ["run.sh": "true\n", "settings.job": after])
        try await eventually("both are known") {
            let (flaky, alarm) = (try await site.job("triggered/flaky"), try await site.job("triggered/alarm"))
            return flaky != nil && alarm != nil
        }
        #expect(try await site.nyala("run", "flaky", "--wait").code == 3)
        let run = try #require(try await history(site, "flaky").first?["id"]?.string)
        try await eventually("the retry is planned") {
            try await site.job("triggered/flaky")?["pending_retries"]?.array?.count == 1
        }
        return (site, run)
    }

    /// Nothing is left of the retry, and who waits for the failure has heard of it.
    private func expectGivenUp(_ site: TestSite, _ run: String, cause: String) async throws {
        let entry = try #require(try await history(site, "flaky").first)
        #expect(entry["outcome"]?.string == "Skipped")
        #expect(entry["cause"]?.string == cause)
        #expect(entry["retry_of"]?.string == run)
        #expect(entry["attempt"]?.integer == 2)
        try await eventually("the alarm has run") {
            try await history(site, "alarm").first?["outcome"]?.string == "Success"
        }
        try await site.end(with: SIGKILL)
        let again = try await site.startAgain()
        try await eventually("it is known again") { try await again.job("triggered/flaky") != nil }
        #expect(try await again.job("triggered/flaky")?["pending_retries"]?.array == [])
        #expect(try await history(again, "flaky").count == 2)
    }

    @Test func `one that is planned shows, and is planned again by the next host`() async throws {
        let (site, run) = try await start()
        let retry = try #require(try await site.job("triggered/flaky")?["pending_retries"]?.array?.first)
        #expect(retry["run"]?.string == run)
        #expect(retry["attempt"]?.integer == 2)
        #expect(try await site.nyala("explain", "flaky").output.contains("The run \(run) will be tried again at "))
        try await site.end(with: SIGTERM)
        let again = try await site.startAgain()
        try await eventually("it is planned for the same time") {
            try await again.job("triggered/flaky")?["pending_retries"]?.array?.first == retry
        }
        #expect(try await history(again, "alarm").isEmpty)
    }

    @Test func `one that is planned can be cancelled`() async throws {
        let (site, run) = try await start()
        let unnamed = try await site.nyala("cancel", "flaky")
        #expect(unnamed.code == 1)
        #expect(unnamed.all.contains("\(run) will be tried again, name the run to have that cancelled"))
        let cancelled = try await site.nyala("cancel", "flaky", run)
        #expect(cancelled.output.hasPrefix("triggered/flaky: the retry was cancelled"))
        try await expectGivenUp(site, run, cause: "user")
    }

    @Test func `one that is planned ends with the stop of its job`() async throws {
        let (site, run) = try await start()
        #expect(try await site.nyala("stop", "flaky").isSuccess)
        #expect(try await site.nyala("start", "flaky").isSuccess)
        try await expectGivenUp(site, run, cause: "refused")
    }
}
