import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct LogFollowersTests {
    private let scratch: ScratchDirectory
    private let files: HomeFiles
    private let place: FilePlace

    init() throws {
        scratch = try ScratchDirectory()
        let layout = HomeLayout(home: scratch.path)
        files = HomeFiles(layout: layout)
        place = FilePlace(area: .logs, root: layout.logFiles, parts: [Array("a.log".utf8)], keptDepth: 0)
        try scratch.write("LogFiles/a.log", "old\nhal")
    }

    private func append(_ text: String) throws {
        let file = try Descriptor.open(scratch.at("LogFiles/a.log"), O_WRONLY | O_APPEND | O_CREAT)
        try file.write(Array(text.utf8))
    }

    private func texts(_ lines: [ArraySlice<UInt8>]) -> [String] {
        lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `what is there at first is not told, what comes is, in whole lines`() throws {
        var followers = LogFollowers()
        #expect(followers.lines(in: [place], files).isEmpty)
        try append("f\r\nnext\npar")
        #expect(texts(followers.lines(in: [place], files)) == ["f", "next"])
        try append("t\n")
        #expect(texts(followers.lines(in: [place], files)) == ["part"])
        #expect(followers.lines(in: [place], files).isEmpty)
    }

    @Test func `a file that takes the place of another is told from its beginning, after the rest of the other`() throws
    {
        var followers = LogFollowers()
        _ = followers.lines(in: [place], files)
        try append("\nlast of the old\n")
        #expect(rename(scratch.at("LogFiles/a.log"), scratch.at("LogFiles/a.log.1")) == 0)
        try append("first of the new\n")
        #expect(texts(followers.lines(in: [place], files)) == ["", "last of the old", "first of the new"])
    }

    @Test func `a file that is cut off is told from its beginning`() throws {
        var followers = LogFollowers()
        _ = followers.lines(in: [place], files)
        #expect(truncate(scratch.at("LogFiles/a.log"), 0) == 0)
        try append("new\n")
        #expect(texts(followers.lines(in: [place], files)) == ["new"])
    }

    @Test func `a file that comes later is told whole, and one that goes to its end`() throws {
        var followers = LogFollowers()
        _ = followers.lines(in: [], files)
        try append("f\n")
        #expect(texts(followers.lines(in: [place], files)) == ["old", "half"])
        try append("end\n")
        #expect(texts(followers.lines(in: [], files)) == ["end"])
    }

    @Test func `a line without an end comes in parts`() throws {
        var followers = LogFollowers()
        _ = followers.lines(in: [place], files)
        try append(String(repeating: "x", count: 100_000))
        #expect(followers.lines(in: [place], files).map(\.count) == [100_000])
    }
}
