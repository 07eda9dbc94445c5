import JobModel
import Testing

@testable import RunHistory

@Suite struct RunStatusFileTests {
    @Test func `writes one line with the original's members first`() throws {
        let line = String(decoding: RunStatusFile.bytes(try SampleRun.finished()), as: UTF8.self)
        let expected =
            #"{"Trigger":"Schedule - 0 30 2 * * *","Status":"Failed","StartTime":"2031-02-03T04:05:06.7890000Z","#
            + #""EndTime":"2031-02-03T04:06:06.7890000Z","Cause":"signal","ExitCode":137,"Signal":"SIGKILL","#
            + #""Detail":"line 1\nline 2","Version":"0123456789abcdef0123456789abcdef01234567","ProcessId":4711,"#
            + #""Arguments":["a b","","é"]}"# + "\n"
        #expect(line == expected)
    }

    @Test func `leaves out what is not known`() throws {
        let line = String(decoding: RunStatusFile.bytes(try SampleRun.running()), as: UTF8.self)
        let expected = #"{"Trigger":"External - curl","Status":"Running","StartTime":"2031-02-03T04:05:06.7890000Z"}"#
        #expect(line == expected + "\n")
    }

    @Test func `what it writes it reads`() throws {
        for record in [try SampleRun.finished(), try SampleRun.running()] {
            #expect(RunStatusFile.record(RunStatusFile.bytes(record), id: record.id, job: record.job) == record)
        }
    }

    @Test(arguments: RunOutcome.allCases, [RunCause?.none] + RunCause.allCases.map { $0 })
    func `every outcome and cause comes back`(outcome: RunOutcome, cause: RunCause?) throws {
        var record = try SampleRun.running()
        record.outcome = outcome
        record.cause = cause
        let read = RunStatusFile.record(RunStatusFile.bytes(record), id: record.id, job: record.job)
        #expect(read.outcome == outcome)
        #expect(read.cause == cause)
    }

    @Test func `reads what the original wrote`() throws {
        let text =
            #"{"Status":"Success","StartTime":"2031-02-03T04:05:06Z","EndTime":"2031-02-03T04:05:09.5Z","Url":"x"}"#
        let record = RunStatusFile.record(Array(text.utf8), id: try SampleRun.id(), job: try SampleRun.job())
        #expect(record.outcome == .success)
        #expect(record.request.trigger.isEmpty)
        #expect(record.end.map { $0 - record.start } == .milliseconds(3500))
        #expect(record.cause == nil)
        #expect(record.detail == nil)
    }

    @Test(arguments: ["", "\0\0\0", "{", "{\"Status\":\"Success\"", "[]", "null", "{}", "{\"Status\":\"Sleeping\"}"])
    func `a damaged file is an aborted run that began when its folder says`(text: String) throws {
        let id = try SampleRun.id()
        let record = RunStatusFile.record(Array(text.utf8), id: id, job: try SampleRun.job())
        #expect(record.id == id)
        #expect(record.outcome == .aborted)
        #expect(record.start == Timestamp(nanoseconds: 1_927_857_906_789_000_000))
        #expect(record.end == record.start)
        #expect(record.detail == "the status file of this run is damaged")
        #expect(record.request.arguments.isEmpty)
    }

    @Test func `members of a wrong kind count as missing`() throws {
        let text =
            #"{"Status":"Failed","Trigger":1,"StartTime":"9999-01-01T00:00:00Z","EndTime":"soon","ExitCode":"1","#
            + #""Cause":"moon","Version":"abc","ProcessId":1.5,"Arguments":["a",1],"Signal":null,"Detail":[]}"#
        let id = try SampleRun.id()
        let record = RunStatusFile.record(Array(text.utf8), id: id, job: try SampleRun.job())
        var expected = RunRecord(
            id: id,
            job: try SampleRun.job(),
            request: RunRequest(trigger: "", arguments: ["a"]),
            version: nil,
            start: id.start
        )
        expected.outcome = .failed
        #expect(record == expected)
    }
}
