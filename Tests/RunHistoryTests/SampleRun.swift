import JobModel
import LinuxSystem
import Testing

@testable import RunHistory

/// Runs to write down.
enum SampleRun {
    static let start = Timestamp(nanoseconds: 1_927_857_906_789_000_000)

    static func job() throws -> JobName {
        try JobName("report")
    }

    static func id(_ text: String = "203102030405067890") throws -> RunID {
        try #require(RunID(text))
    }

    static func running(_ id: String = "203102030405067890") throws -> RunRecord {
        RunRecord(
            id: try Self.id(id),
            job: try job(),
            request: RunRequest(trigger: "External - curl"),
            version: nil,
            start: start
        )
    }

    static func finished(_ id: String = "203102030405067890") throws -> RunRecord {
        var record = RunRecord(
            id: try Self.id(id),
            job: try job(),
            request: RunRequest(trigger: "Schedule - 0 30 2 * * *", arguments: ["a b", "", "é"]),
            version: TreeID(hexadecimal: "0123456789abcdef0123456789abcdef01234567"),
            start: start,
            outcome: .failed
        )
        record.end = start + .seconds(60)
        record.cause = .signal
        record.exitCode = 137
        record.signal = "SIGKILL"
        record.detail = "line 1\nline 2"
        record.processID = 4711
        return record
    }
}

extension RunStore {
    /// For tests that do not care what the store adds to the record.
    func create(_ record: RunRecord) throws(SystemError) {
        var record = record
        try create(&record)
    }
}
