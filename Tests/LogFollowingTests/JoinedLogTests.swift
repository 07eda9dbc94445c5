import LinuxSystem
import TestKit
import Testing

@testable import LogFollowing

/// A log that is in several files, read as one.
@Suite struct JoinedLogTests {
    private let scratch: ScratchDirectory
    private let whole: String

    init() throws {
        scratch = try ScratchDirectory()
        let parts = [0..<10, 10..<11, 11..<25, 25..<30].map(Self.lines)
        for (number, text) in zip([3, 2, 1], parts) { try scratch.write("log.\(number)", text) }
        try scratch.write("log", parts[3])
        whole = parts.joined()
    }

    private static func lines(_ numbers: Range<Int>) -> String {
        numbers.map { "[2031-02-03T04:\($0 < 10 ? "0" : "")\($0):00.000Z > a1b2c3: INFO] line \($0)\n" }.joined()
    }

    private func log() throws -> JoinedLog {
        let log = JoinedLog(scratch.at("log")) { [scratch] in scratch.at("log.\($0)") }
        return try #require(log)
    }

    private func offset(ofLine number: Int) -> Int {
        whole.split(separator: "\n").prefix(number).reduce(0) { $0 + $1.utf8.count + 1 }
    }

    @Test func `any range is that of the whole`() throws {
        let (log, bytes) = (try log(), Array(whole.utf8))
        #expect(log.size == bytes.count && log.parts.count == 4)
        for start in stride(from: 0, to: bytes.count, by: 37) {
            for count in [0, 1, 40, 400, 5000] {
                #expect(log.read(at: start, upTo: count) == Array(bytes[start...].prefix(count)))
            }
        }
        #expect(log.read(at: bytes.count, upTo: 10).isEmpty)
    }

    @Test(arguments: [0, 1, 4, 5, 6, 19, 20, 21, 29, 30, 31, 1000])
    func `the last lines may begin in an older file`(count: Int) throws {
        let log = try log()
        #expect(log.start(ofLastLines: count, before: log.size) == offset(ofLine: max(0, 30 - count)))
    }

    @Test func `a moment and a text are found in any of them`() throws {
        let log = try log()
        for number in [0, 9, 10, 11, 24, 25, 29] {
            let digits = "\(number < 10 ? "0" : "")\(number)"
            #expect(log.line(since: "2031-02-03T04:\(digits):00.000Z") == offset(ofLine: number))
            let text = SearchedText("line \(number)\n")
            #expect(log.first(text, from: 0).line == offset(ofLine: number))
            #expect(log.last(text, before: log.size).line == offset(ofLine: number))
        }
        #expect(log.line(since: "2031-02-03T05:00:00.000Z") == log.size)
        #expect(log.first(SearchedText("none"), from: 0) == .init(line: nil, reached: log.size))
        #expect(log.last(SearchedText("none"), before: log.size) == .init(line: nil, reached: 0))
        #expect(log.first(SearchedText("line 1"), from: offset(ofLine: 12)).line == offset(ofLine: 12))
        #expect(log.last(SearchedText("line 1"), before: offset(ofLine: 12)).line == offset(ofLine: 11))
    }

    @Test func `a file that is missing for a moment leaves the others where they are`() throws {
        try Folder.removeTree(scratch.at("log.1"))
        #expect(try log().parts.count == 3)
        #expect(try log().read(at: 0, upTo: offset(ofLine: 11)) == Array(whole.utf8.prefix(offset(ofLine: 11))))
        #expect(JoinedLog(scratch.at("log"), older: nil)?.size == Self.lines(25..<30).utf8.count)
        #expect(JoinedLog(scratch.at("none"), older: nil) == nil)
    }

    @Test func `a place in it can be found again behind its file`() throws {
        let log = try log()
        let places = [0, 10, 11, 25, 30].map { log.position(after: offset(ofLine: $0)) }
        #expect(places[0]?.inode == log.parts[0].file.inode && places[0]?.offset == 0)
        #expect(places[1]?.inode == log.parts[0].file.inode && places[1]?.offset == log.parts[0].range.count)
        #expect(places[2]?.inode == log.parts[1].file.inode)
        #expect(places[4]?.inode == log.parts[3].file.inode && places[4]?.offset == log.parts[3].range.count)
    }
}
