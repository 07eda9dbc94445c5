import JobModel
import Testing

@testable import JobHosting

@Suite struct RequestKeysTests {
    private let start = Timestamp(seconds: 1_900_000_000)

    private func record(_ offset: Int64, key: String?, retryOf: RunID? = nil) throws -> RunRecord {
        let time = start + .seconds(offset)
        var request = RunRequest(trigger: "test")
        request.key = key
        request.retryOf = retryOf
        return RunRecord(id: RunID(start: time), job: try JobName("job"), request: request, version: nil, start: time)
    }

    @Test func `a key names the run it began, for a day`() throws {
        let first = try record(0, key: "a")
        let keys = RequestKeys([try record(5, key: nil), first])
        #expect(keys.run("a", at: start + .seconds(60)) == first.id)
        #expect(keys.run("b", at: start) == nil)
        #expect(keys.run("a", at: first.id.start + .seconds(86_400)) == nil)
    }

    @Test func `of several runs with a key the newest counts, and no retry`() throws {
        let (old, new) = (try record(0, key: "a"), try record(10, key: "a"))
        let keys = RequestKeys([try record(20, key: "a", retryOf: new.id), new, old])
        #expect(keys.run("a", at: start + .seconds(60)) == new.id)
    }

    @Test func `the oldest of too many are forgotten`() throws {
        #expect(RequestKeys.maximumCount == 10_000)
        var keys = RequestKeys([])
        let run = RunID(start: start)
        for number in 0...RequestKeys.maximumCount { keys.note("\(number)", run) }
        #expect(keys.run("0", at: start) == nil)
        #expect(keys.run("\(RequestKeys.maximumCount)", at: start) == run)
        #expect(keys.run("5000", at: start) == run)
    }
}
