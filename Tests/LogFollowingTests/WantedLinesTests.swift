import LinuxSystem
import TestKit
import Testing

@testable import LogFollowing

/// Lines that are chosen from a log and the files it had before.
@Suite struct WantedLinesTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        // One line a minute; the file in the middle has rolled first.
        try scratch.write("log.2", lines(0..<10))
        try scratch.write("log.1", lines(10..<20))
        try scratch.write("log", lines(20..<30))
    }

    private func lines(_ numbers: Range<Int>) -> String {
        numbers.map { "[2031-02-03T04:\($0 < 10 ? "0" : "")\($0):00.000Z > a1b2c3: INFO] line \($0)\n" }.joined()
    }

    private func numbers(since: String? = nil, text: String? = nil, tail: Int? = nil) -> [Int] {
        var selection = WantedLines()
        (selection.since, selection.text, selection.tail) = (since, text.map { SearchedText($0) }, tail)
        let parts = selection.parts(of: scratch.at("log")) { [scratch] in scratch.at("log.\($0)") }
        let bytes = parts.flatMap { part -> [UInt8] in
            var filter = LineFilter(selection.text)
            // In pieces that end anywhere.
            let pieces = stride(from: part.range.lowerBound, to: part.range.upperBound, by: 17).map { start in
                filter.take(part.file.read(at: start, upTo: min(17, part.range.upperBound - start)))
            }
            return pieces.flatMap(\.self) + filter.finish()
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    }

    @Test func `what was written since a moment may be in files that have rolled`() {
        #expect(numbers(since: "2031-02-03T04:25:00.000Z") == Array(25..<30))
        #expect(numbers(since: "2031-02-03T04:20:00.000Z") == Array(20..<30))
        #expect(numbers(since: "2031-02-03T04:15:30.000Z") == Array(16..<30))
        #expect(numbers(since: "2031-02-03T03:00:00.000Z") == Array(0..<30))
        #expect(numbers(since: "2031-02-03T05:00:00.000Z") == [])
    }

    @Test func `lines with a text are the only ones, and the last of them can be had`() {
        #expect(numbers(text: "LINE 1") == [1] + Array(10..<20))
        #expect(numbers(text: "line 1", tail: 3) == [17, 18, 19])
        #expect(numbers(text: "line", tail: 12) == Array(18..<30))
        #expect(numbers(text: "line", tail: 0) == [])
        #expect(numbers(text: "nothing like it", tail: 5) == [])
        #expect(numbers(since: "2031-02-03T04:15:00.000Z", text: "5") == [15, 25])
        #expect(numbers(since: "2031-02-03T04:15:00.000Z", tail: 12) == Array(18..<30))
        #expect(numbers(since: "2031-02-03T04:15:00.000Z", tail: 100) == Array(15..<30))
    }

    @Test func `a log that is not there yet has nothing`() throws {
        let selection = WantedLines()
        let parts = selection.parts(of: scratch.at("none")) { [scratch] in scratch.at("none.\($0)") }
        #expect(parts.isEmpty)
    }
}
