import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import ProcessSupervision

/// Logs of which the beginning and the end are kept.
@Suite struct LogEndsTests {
    /// A beginning of 2048 bytes, and two files of 1024 for the end.
    private static let maximum = LogEnds.leastMaximum
    private static let stamp = Array("[then: SYS WARN] ".utf8)

    private let scratch: ScratchDirectory
    private let path: String

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("output_log.txt")
    }

    private func log() -> LogFile {
        LogFile(LogLocation(path: path, keepingBothEndsOf: Self.maximum)) { Self.stamp }
    }

    /// Sixteen bytes.
    private static func line(_ number: Int) -> String {
        let digits = "\(number)"
        return "line " + String(repeating: "0", count: 10 - digits.count) + digits + "\n"
    }

    /// All files, in the order in which they are read.
    private func files() throws -> [String] {
        try [3, 2, 1].compactMap { try scratch.read(RolledLogName.older("output_log.txt", $0)) }
            + [scratch.read("output_log.txt") ?? ""]
    }

    private func write(_ numbers: Range<Int>, to log: inout LogFile) {
        for number in numbers { log.append(Array(Self.line(number).utf8)) }
    }

    /// Whether the files hold all these lines but those that a mark counts, which come in one piece.
    private func expectWhole(_ count: Int, at location: SourceLocation = #_sourceLocation) throws {
        let lines = try files().joined().split(separator: "\n").map(String.init)
        let marks = lines.indices.filter { lines[$0].hasPrefix("[then") }
        #expect(marks.count <= 1, sourceLocation: location)
        let cut = marks.first.flatMap { Int(lines[$0].split(separator: " ")[3]) } ?? 0
        #expect(cut % 16 == 0, sourceLocation: location)
        let before = marks.first ?? lines.count
        let numbers = Array(0..<before) + Array(before + cut / 16..<max(before + cut / 16, count))
        let expected = numbers.prefix(lines.count - marks.count).map { String(Self.line($0).dropLast()) }
        #expect(lines.filter { !$0.hasPrefix("[then") } == expected, sourceLocation: location)
        #expect(numbers.count == lines.count - marks.count, sourceLocation: location)
    }

    @Test(arguments: [1, 128, 129, 192, 193, 256, 257, 320, 321, 5000])
    func `of any number of lines the first and the last are there, and what is not is counted`(count: Int) throws {
        var log = log()
        write(0..<count, to: &log)
        try expectWhole(count)
        let size = try files().reduce(0) { $0 + $1.utf8.count }
        #expect(size <= Self.maximum + 200)
        // What fits is all in one file.
        #expect(try files().count == (count <= 128 ? 1 : count <= 192 ? 2 : count <= 256 ? 3 : 4))
    }

    @Test func `many lines at once are divided as well`() throws {
        var log = log()
        log.append(Array((0..<1000).map(Self.line).joined().utf8))
        try expectWhole(1000)
    }

    @Test func `whoever comes next goes on with the files that are there`() throws {
        for start in stride(from: 0, to: 1000, by: 50) {
            var log = log()
            write(start..<start + 50, to: &log)
        }
        try expectWhole(1000)
    }

    /// What a host leaves that is killed between two steps of rolling: which files it had moved already.
    static let killed: [(lines: Int, steps: [(Int, Int)])] = [
        // The beginning alone, and the first file of the end.
        (192, [(1, 2)]),
        // The first cut: the mark is in its place, the beginning has moved, the mark has.
        (256, [(-1, 1)]), (256, [(-1, 1), (2, 3)]), (256, [(-1, 1), (2, 3), (1, 2)]),
        // Later ones.
        (320, [(-1, 1)]), (320, [(-1, 1), (1, 2)]),
    ]

    @Test(arguments: killed)
    func `a host that is killed while it rolls leaves nothing uncounted`(
        lines: Int,
        steps: [(Int, Int)]
    ) throws {
        var log = log()
        write(0..<lines, to: &log)
        func name(_ number: Int) -> String { scratch.at(RolledLogName.older("output_log.txt", number)) }
        for (from, to) in steps {
            if from >= 0 {
                #expect(rename(name(from), name(to)) == 0)
            } else {
                let before = CutMark.count(in: name(2)) ?? 0
                let size = try Descriptor.open(name(1)).size()
                try AtomicFile.write(CutMark.line(before + size, of: Self.maximum, stamp: Self.stamp), to: name(1))
            }
        }
        var next = self.log()
        write(lines..<lines + 500, to: &next)
        try expectWhole(lines + 500)
    }

    @Test func `only a mark is taken for one`() throws {
        let mark = CutMark.line(4711, of: 9, stamp: Array("[a > b: SYS WARN] ".utf8))
        try scratch.write("mark", String(decoding: mark, as: UTF8.self))
        #expect(CutMark.count(in: scratch.at("mark")) == 4711)
        let written = String(decoding: mark, as: UTF8.self)
        let forged = "[a > b: INFO] \(written.dropFirst("[a > b: SYS WARN] ".count))"
        for text in ["", "x\n", forged, written + String(repeating: "x", count: 2000)] {
            try scratch.write("mark", text)
            #expect(CutMark.count(in: scratch.at("mark")) == nil, "\(text)")
        }
        #expect(CutMark.count(in: scratch.at("none")) == nil)
    }
}
