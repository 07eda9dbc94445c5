import Glibc
import JobModel
import LinuxSystem
import LogFollowing
import ProcessSupervision
import TestKit
import Testing

@testable import LogForwarding

/// What is read of logs at a time, and how far that is.
@Suite struct LogBatchTests {
    private let scratch: ScratchDirectory
    private let log: WrittenLog
    private let now = Timestamp(seconds: 0)

    init() throws {
        scratch = try ScratchDirectory()
        log = WrittenLog(job: try #require(JobID(path: "continuous/a")), path: scratch.at("job_log.txt"))
    }

    private func append(_ text: String) throws {
        let file = try Descriptor.open(log.path, O_WRONLY | O_CREAT | O_APPEND)
        try file.write(Array(text.utf8))
    }

    private func roll(keeping count: Int) {
        for number in stride(from: count - 1, through: 1, by: -1) {
            let from = number == 1 ? log.path : RolledLogName.older(log.path, number - 1)
            rename(from, RolledLogName.older(log.path, number))
        }
        unlink(log.path)
    }

    private func batch(
        behind position: LogPosition? = nil,
        unread: Int? = nil,
        _ limits: LogBatch.Limits = .init(records: 100, bytes: 10_000)
    ) -> LogBatch {
        var batch = LogBatch(limits)
        batch.read(LogBacklog.Entry(log: log, unread: unread), behind: position, now: now)
        return batch
    }

    private func texts(_ batch: LogBatch) -> [String] {
        batch.records.map { String(decoding: $0.text, as: UTF8.self) }
    }

    private func place(_ batch: LogBatch, after count: Int? = nil) throws -> (LogPosition?, isAtEnd: Bool) {
        let progress = try #require(batch.progress(after: count ?? batch.records.count).first)
        return (progress.place.flatMap(\.self), progress.isAtEnd)
    }

    @Test func `only whole lines are read, and it goes on behind them`() throws {
        try append("one\ntwo\nthr")
        let first = batch()
        #expect(texts(first) == ["one", "two"])
        let (place, isAtEnd) = try place(first)
        #expect(place?.offset == 8 && isAtEnd)
        try append("ee\n")
        #expect(texts(batch(behind: place)) == ["three"])
    }

    @Test func `limits hold, and a part is taken`() throws {
        try append("a\nb\nc\nd\n")
        let few = batch(.init(records: 3, bytes: 100))
        #expect(texts(few) == ["a", "b", "c"])
        let three = try place(few)
        #expect(three.0?.offset == 6 && !three.isAtEnd)
        #expect(texts(batch(.init(records: 10, bytes: 3))) == ["a", "b"])
        let part = batch()
        let one = try place(part, after: 1)
        #expect(one.0?.offset == 2 && !one.isAtEnd)
        #expect(try place(part, after: 0).0 == nil)
        #expect(try place(part).isAtEnd)
    }

    @Test func `older files come first, and a line that only they have is whole`() throws {
        try append("1\n2\n")
        let (place, _) = try place(batch(.init(records: 1, bytes: 100)))
        try append("3\n4 unended")
        roll(keeping: 4)
        try append("5\n")
        roll(keeping: 4)
        try append("6\n7")
        #expect(texts(batch(behind: place)) == ["2", "3", "4 unended", "5", "6"])
    }

    @Test func `what was removed is said, with its size`() throws {
        try append("1\n2\n")
        let (place, _) = try place(batch(.init(records: 1, bytes: 100)))
        for number in 3...5 {
            roll(keeping: 2)
            try append("\(number)\n")
        }
        // 2 and 3 are gone.
        let next = batch(behind: place, unread: 8)
        #expect(
            texts(next) == [
                "4 bytes of this log are missing here: they were removed before they could be sent", "4", "5",
            ]
        )
        #expect(next.progress(after: 3).first?.lost == 4 && next.progress(after: 0).first?.lost == 0)
        #expect(texts(batch(behind: place)).first?.hasPrefix("lines of this log are missing here") == true)
    }

    @Test func `a log that was emptied begins anew, without the older files that were sent`() throws {
        try append("1\n")
        roll(keeping: 3)
        try append("2 two\n")
        let (place, _) = try place(batch())
        let file = try Descriptor.open(log.path, O_WRONLY | O_TRUNC)
        try file.write(Array("3\n".utf8))
        #expect(texts(batch(behind: place, unread: 2)) == ["3"])
    }

    @Test func `a log of which the writer took something back goes on where it does`() throws {
        let line = String(repeating: "x", count: 99)
        try append("\(line)\n2\n3\n")
        let (place, _) = try place(batch())
        #expect(truncate(log.path, 102) == 0)
        let cut = batch(behind: place, unread: 4)
        #expect(cut.records.isEmpty)
        let (next, isAtEnd) = try self.place(cut)
        #expect(next?.offset == 102 && isAtEnd)
        try append("4\n")
        #expect(texts(batch(behind: next, unread: 4)) == ["4"])
        // Nobody has looked before it has grown beyond the place: better twice than not at all.
        #expect(truncate(log.path, 102) == 0)
        try append("four and five\n")
        #expect(texts(batch(behind: place, unread: 14)) == [line, "2", "four and five"])
    }

    @Test func `a log that rolls at this moment is read over the holes`() throws {
        try append("1\n")
        let (place, _) = try place(batch())
        for number in 2...4 {
            try append("\(number)\n")
            roll(keeping: 10)
        }
        // Its writer has moved the older ones on, and not begun a new one yet.
        rename(RolledLogName.older(log.path, 3), RolledLogName.older(log.path, 4))
        rename(RolledLogName.older(log.path, 2), RolledLogName.older(log.path, 3))
        #expect(texts(batch(behind: place, unread: 6)) == ["2", "3", "4"])
    }

    @Test func `a log without a file has nothing, and says what is missing`() throws {
        #expect(batch().records.isEmpty)
        #expect(try place(batch()).isAtEnd)
        try append("1\n")
        let (place, _) = try place(batch())
        unlink(log.path)
        #expect(texts(batch(behind: place, unread: 0)).isEmpty)
        #expect(texts(batch(behind: place, unread: 9)).count == 1)
    }

    @Test func `a line as long as any is read whole`() throws {
        let long = String(repeating: "x", count: 1024 * 1024 + 60)
        try append("\(long)\nnext\n")
        let read = batch(.init(records: 10, bytes: 10))
        #expect(texts(read) == [long])
        #expect(texts(batch(behind: try place(read).0)) == ["next"])
    }
}
