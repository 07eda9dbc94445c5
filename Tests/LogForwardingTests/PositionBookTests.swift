import Glibc
import JobModel
import LinuxSystem
import LogFollowing
import ProcessSupervision
import TestKit
import Testing

@testable import LogForwarding

/// How far logs have gone is found again by the next host.
@Suite struct PositionBookTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func book() -> PositionBook {
        PositionBook(path: scratch.at("book.jsonl"), logsBelow: scratch.at("jobs"))
    }

    private func log(_ name: String) throws -> WrittenLog {
        let parts = name.split(separator: "/")
        let job = try #require(JobID(path: "\(parts[0])/\(parts[1])"))
        let run = parts.count > 3 ? RunID(String(parts[2])) : nil
        return WrittenLog(job: job, run: run, path: scratch.at("jobs/\(name)"))
    }

    private static let names = [
        "continuous/a/job_log.txt", "triggered/b/job_scheduler.log", "triggered/b/203102030405067890/output_log.txt",
    ]

    @Test func `a log begins at its end, or with its first line where there is none`() throws {
        let (old, new) = (try log(Self.names[0]), try log(Self.names[1]))
        try scratch.write("jobs/\(Self.names[0])", "old\n")
        let book = book()
        book.open(old)
        book.open(new)
        #expect(book.position(of: old)?.offset == 4 && book.position(of: new) == nil)
        let next = self.book()
        #expect(Set(next.logs) == [old, new])
        #expect(next.position(of: old) == book.position(of: old) && next.position(of: new) == nil)
    }

    @Test func `steps are kept, and what is over is forgotten`() throws {
        let logs = try Self.names.map(log)
        let book = book()
        for (log, name) in zip(logs, Self.names) {
            book.open(log)
            try scratch.write("jobs/\(name)", "some\nlines\n")
        }
        let place = try #require(OpenLogFile(logs[0].path)).position(after: 5)
        book.advance(logs[0], to: place)
        // More may come.
        book.finish(logs[1])
        book.close(logs[2])
        book.finish(logs[2])
        let next = self.book()
        #expect(Set(next.logs) == Set(logs.prefix(2)) && next.position(of: logs[0]) == place)
        // Nobody has opened it since.
        next.finish(logs[1])
        #expect(self.book().logs == [logs[0]])
    }

    @Test func `the file does not grow for ever`() throws {
        let log = try log(Self.names[0])
        try scratch.write("jobs/\(Self.names[0])", String(repeating: "x", count: 10_000))
        let book = book()
        book.open(log)
        let file = try #require(OpenLogFile(log.path))
        for step in 0..<5000 { book.advance(log, to: file.position(after: step)) }
        let lines = try scratch.read("book.jsonl")?.split(separator: "\n").count ?? 0
        #expect(lines > 0 && lines <= PositionBook.leastLines + 1)
        #expect(self.book().position(of: log)?.offset == 4999)
    }

    @Test(arguments: [
        "no JSON", #"{"log": "continuous/a"}"#, #"{"log": "../../etc/passwd"}"#, #"{"log": "continuous/a/.."}"#,
        #"{"log": "other/a/job_log.txt"}"#, #"{"log": "triggered/b/no-run/output_log.txt"}"#, #"{"log": "contin"#,
    ])
    func `a line that makes no sense is passed over`(_ line: String) throws {
        try scratch.write("book.jsonl", #"{"log": "continuous/a/job_log.txt", "at": null}"# + "\n\(line)\n")
        #expect(try book().logs == [log(Self.names[0])])
    }

    @Test func `a file that cannot be read is a problem, and not the end`() throws {
        try Folder.create(scratch.at("jobs"))
        let book = PositionBook(path: scratch.at("jobs/none/book.jsonl"), logsBelow: scratch.at("jobs"))
        #expect(book.logs.isEmpty && book.problem?.contains("none/book.jsonl") == true)
    }

    @Test func `what cannot be kept is a problem until it can`() throws {
        let log = try log(Self.names[0])
        let book = book()
        #expect(book.problem == nil)
        try Folder.removeTree(scratch.path)
        book.open(log)
        #expect(book.problem?.contains("book.jsonl") == true)
        try Folder.create(scratch.path)
        book.advance(log, to: nil)
        #expect(book.problem == nil)
        #expect(self.book().logs == [log])
    }
}
