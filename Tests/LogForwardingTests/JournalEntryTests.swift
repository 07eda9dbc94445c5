import JobModel
import ProcessSupervision
import Testing

@testable import LogForwarding

/// Records in journald's form.
@Suite struct JournalEntryTests {
    private static let run = RunID("203102030405067890")

    private func text(_ line: String) throws -> String {
        let log = WrittenLog(
            job: try #require(JobID(path: "triggered/report")),
            run: Self.run,
            path: "/x/output_log.txt"
        )
        return String(decoding: JournalEntry(record: LogRecord(Array(line.utf8)[...], of: log)).bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("INFO", "6", "stdout"), ("ERR ", "3", "stderr"), ("SYS INFO", "6", "host"), ("SYS WARN", "4", "host"),
        ("SYS ERR ", "3", "host"),
    ])
    func `a line has the fields of its stamp`(_ level: String, _ priority: String, _ stream: String) throws {
        let text = try text("[2031-02-03T04:05:06.789Z > a1b2c3#2: \(level)] hello = [x]")
        #expect(
            text == """
                MESSAGE=hello = [x]
                PRIORITY=\(priority)
                SYSLOG_IDENTIFIER=nyala
                NYALA_JOB=report
                NYALA_JOB_TYPE=triggered
                NYALA_RUN=203102030405067890
                NYALA_INSTANCE=a1b2c3
                NYALA_PROCESS=2
                NYALA_STREAM=\(stream)
                NYALA_TIME=2031-02-03T04:05:06.789Z

                """
        )
    }

    @Test func `a value with line breaks has its length before it`() throws {
        let record = LogRecord(notice: "a\nb", of: nil, at: Timestamp(seconds: 0))
        let bytes = JournalEntry(record: record).bytes
        #expect(
            bytes.starts(with: Array("MESSAGE\n".utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\nPRIORITY=4\n".utf8))
        )
    }

    @Test func `bytes that are no text stay as they are`() throws {
        let log = WrittenLog(job: try #require(JobID(path: "continuous/a")), path: "/x")
        let bytes: [UInt8] = [0xFF, 0x00, 0x0D]
        let entry = JournalEntry(record: LogRecord(bytes[...], of: log))
        #expect(entry.bytes.starts(with: Array("MESSAGE=".utf8) + bytes + [10]))
    }
}
