import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobHosting

@Suite struct FollowLedgerTests {
    private let run = RunReference("import/202403301015301234")
    private let time = Timestamp(seconds: 1_700_000_000)

    @Test func `what was noted is known again, the later word counting`() throws {
        let scratch = try ScratchDirectory()
        let ledger = FollowLedger(path: scratch.at("ledger"))
        #expect(ledger.load() == FollowLedger.Entries())
        let (job, run) = (try JobName("import"), try #require(run))
        try ledger.note(job, since: time)
        try ledger.note(job, since: time + .seconds(1))
        try ledger.note(run)
        let expected = FollowLedger.Entries(since: [job: time + .seconds(1)], followed: [run])
        #expect(ledger.load() == expected)
        try ledger.keep(expected)
        #expect(ledger.load() == expected)
        #expect(try scratch.read("ledger")?.split(separator: "\n").count == 2)
    }

    @Test(arguments: ["{\"run\": \"import/2024033010153012", "{\"run\": 7}", "{}", "[]", "\u{0}", "{\"job\": \"/\"}"])
    func `lines that make no sense are passed over`(line: String) throws {
        let scratch = try ScratchDirectory()
        let run = try #require(run)
        try scratch.write("ledger", "\(line)\n{\"run\": \"\(run)\"}\n\(line)")
        #expect(FollowLedger(path: scratch.at("ledger")).load() == FollowLedger.Entries(followed: [run]))
    }
}
