import LinuxSystem
import TestKit
import Testing

@testable import ProcessSupervision

@Suite struct LogFileTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func location(_ maximumSize: Int?, files: Int = 1) -> LogLocation {
        LogLocation(path: scratch.at("job_log.txt"), maximumSize: maximumSize, fileCount: files)
    }

    /// Appends each text in turn; the names and contents of all files afterwards.
    private func files(_ location: LogLocation, after texts: [String]) throws -> [String: String] {
        var log = LogFile(location)
        for text in texts { log.append(Array(text.utf8)) }
        let lost = log.lostBytes
        #expect(lost == 0)
        var files: [String: String] = [:]
        for name in try Folder.names(in: scratch.path) { files[name] = try scratch.read(name) }
        return files
    }

    @Test func `nothing is made before the first line`() throws {
        #expect(try files(location(10), after: []).isEmpty)
        #expect(try files(location(10), after: [""]).isEmpty)
    }

    @Test func `goes on where an earlier file ends`() throws {
        try scratch.write("job_log.txt", "old\n")
        #expect(try files(location(nil), after: ["new\n"]) == ["job_log.txt": "old\nnew\n"])
    }

    @Test func `an earlier file counts for the size`() throws {
        try scratch.write("job_log.txt", "old\n")
        let found = try files(location(7, files: 2), after: ["new\n"])
        #expect(found == ["job_log.txt": "new\n", "job_prev_log.txt": "old\n"])
    }

    @Test func `a file may be as large as its limit and rolls with the next line`() throws {
        let full = try files(location(10, files: 2), after: ["12345\n", "789\n"])
        #expect(full == ["job_log.txt": "12345\n789\n"])
        let rolled = try files(location(10, files: 2), after: ["\n"])
        #expect(rolled == ["job_log.txt": "\n", "job_prev_log.txt": "12345\n789\n"])
    }

    @Test func `many lines at once are divided between files at their ends`() throws {
        let found = try files(location(10, files: 3), after: ["aaaa\nbbbb\ncc\ndddddd\neeee\n"])
        let expected = [
            "job_log.txt": "eeee\n", "job_prev_log.txt": "cc\ndddddd\n", "job_prev_log.2.txt": "aaaa\nbbbb\n",
        ]
        #expect(found == expected)
    }

    @Test func `a line longer than a file has one of its own`() throws {
        let long = String(repeating: "x", count: 25) + "\n"
        let found = try files(location(10, files: 3), after: ["ab\n", long, "c\n"])
        #expect(found == ["job_log.txt": "c\n", "job_prev_log.txt": long, "job_prev_log.2.txt": "ab\n"])
    }

    @Test func `a line longer than a file, between others that come with it`() throws {
        let long = String(repeating: "x", count: 25) + "\n"
        let found = try files(location(10, files: 3), after: ["ab\n\(long)c\n"])
        #expect(found == ["job_log.txt": "c\n", "job_prev_log.txt": long, "job_prev_log.2.txt": "ab\n"])
    }

    static let kept: [(Int, [String: String])] = [
        (1, ["job_log.txt": "5\n"]),
        (2, ["job_log.txt": "5\n", "job_prev_log.txt": "4\n"]),
        (3, ["job_log.txt": "5\n", "job_prev_log.txt": "4\n", "job_prev_log.2.txt": "3\n"]),
    ]

    @Test(arguments: kept)
    func `keeps so many files, the newest`(count: Int, expected: [String: String]) throws {
        let found = try files(location(2, files: count), after: ["1\n", "2\n", "3\n", "4\n", "5\n"])
        #expect(found == expected)
    }

    @Test func `without a size it never rolls`() throws {
        let lines = (0..<1000).map { "line \($0)\n" }
        #expect(try files(location(nil, files: 2), after: lines) == ["job_log.txt": lines.joined()])
    }

    // MARK: what cannot be written

    @Test func `what could not be written is counted, and writing goes on once it can`() throws {
        var log = LogFile(LogLocation(path: scratch.at("gone/job_log.txt"), maximumSize: 100, fileCount: 2))
        log.append(Array("12345\n".utf8))
        let first = log.lostBytes
        log.append(Array("78\n".utf8))
        let second = log.lostBytes
        let isTooEarly = log.tellOfLoss(Array("9 lost\n".utf8))
        log.lose(1)
        let third = log.lostBytes
        try Folder.create(scratch.at("gone"))
        let isTold = log.tellOfLoss(Array("10 lost\n".utf8))
        log.append(Array("there\n".utf8))
        let last = log.lostBytes
        #expect([first, second, third, last] == [6, 9, 10, 0])
        #expect(!isTooEarly && isTold)
        #expect(try scratch.read("gone/job_log.txt") == "10 lost\nthere\n")
    }

    @Test func `a full disk loses the lines and nothing else`() {
        var log = LogFile(LogLocation(path: "/dev/full", maximumSize: nil))
        log.append(Array("lost\n".utf8))
        let lost = log.lostBytes
        #expect(lost == 5)
    }
}
