import Glibc
import TestKit
import Testing

@testable import LinuxSystem

@Suite struct InotifyTests {
    private let scratch: ScratchDirectory
    private let inotify: Inotify

    init() throws {
        scratch = try ScratchDirectory()
        inotify = try Inotify()
    }

    /// All that has come.
    private func readAll() throws -> [Inotify.Event] {
        var all: [Inotify.Event] = []
        while true {
            let (events, isAll) = try inotify.read()
            all += events
            if isAll { return all }
        }
    }

    // MARK: the kernel's events

    @Test func `without changes there is nothing to read, and reading does not wait`() throws {
        _ = try inotify.add(scratch.path)
        let read = try inotify.read()
        #expect(read.events.isEmpty)
        #expect(read.isAll)
    }

    @Test func `more events than can be read at once all come, in order`() throws {
        _ = try inotify.add(scratch.path)
        let names = (0..<1500).map { "a file with a rather long name \($0)" }
        for name in names {
            try SymbolicLink.create(scratch.at(name), to: [UInt8(ascii: "x")])
        }
        let first = try inotify.read()
        #expect(!first.events.isEmpty)
        #expect(!first.isAll)
        let rest = try readAll()
        let all = first.events + rest
        #expect(all.map(\.name) == names)
        #expect(all.allSatisfy { $0.mask == .created })
    }

    @Test func `a file that is written is created, modified and closed`() throws {
        let watch = try inotify.add(scratch.path)
        do {
            let file = try Descriptor.open(scratch.at("a"), O_WRONLY | O_CREAT)
            try file.write([1])
            let events = try readAll()
            let size = try file.size()
            #expect(events.map(\.mask) == [.created, .modified])
            #expect(size == 1)
        }
        try Folder.removeTree(scratch.at("a"))
        let events = try readAll()
        #expect(events.map(\.mask) == [.closedAfterWriting, .removed])
        #expect(events.map(\.name) == ["a", "a"])
        #expect(events.allSatisfy { $0.watch == watch && $0.cookie == 0 })
    }

    @Test func `the two halves of a rename share a cookie`() throws {
        try scratch.write("old", "")
        try scratch.write("other", "")
        _ = try inotify.add(scratch.path)
        try Folder.move(scratch.at("old"), toNew: scratch.at("new"))
        try Folder.move(scratch.at("other"), toNew: scratch.at("another"))
        let events = try readAll()
        #expect(events.map(\.mask) == [.movedAway, .movedHere, .movedAway, .movedHere])
        try #require(events.count == 4)
        #expect(events.map(\.name) == ["old", "new", "other", "another"])
        #expect(events[0].cookie == events[1].cookie)
        #expect(events[2].cookie == events[3].cookie)
        #expect(events[0].cookie != events[2].cookie)
    }

    @Test func `folders are told from files, and what lies deeper is not told`() throws {
        let watch = try inotify.add(scratch.path)
        try Folder.create(scratch.at("sub"))
        try scratch.write("sub/file", "")
        let events = try readAll()
        #expect(events.map(\.name) == ["sub"])
        #expect(events.map(\.mask) == [[.created, .isFolder]])
        #expect(events.map(\.watch) == [watch])
    }

    @Test func `only the changes that were asked for are told`() throws {
        _ = try inotify.add(scratch.path, [.removed])
        try scratch.write("file", "x")
        try Folder.removeTree(scratch.at("file"))
        #expect(try readAll().map(\.mask) == [.removed])
    }

    @Test func `a changed mode is told`() throws {
        let path = try scratch.write("file", "x")
        _ = try inotify.add(scratch.path)
        try check("chmod", path: path) { chmod(path, 0o600) }
        #expect(try readAll().map(\.mask) == [.attributesChanged])
    }

    @Test func `a folder that is removed ends its watch`() throws {
        try Folder.create(scratch.at("sub"))
        let watch = try inotify.add(scratch.at("sub"))
        try Folder.removeTree(scratch.at("sub"))
        let events = try readAll()
        #expect(events.allSatisfy { $0.watch == watch && $0.name.isEmpty })
        #expect(events.contains { $0.mask.contains(.folderRemoved) })
        #expect(events.last?.mask.contains(.watchEnded) == true)
    }

    @Test func `a watch that was ended tells no more`() throws {
        let watch = try inotify.add(scratch.path)
        inotify.remove(watch)
        inotify.remove(watch)
        try scratch.write("file", "x")
        #expect(try readAll().map(\.mask) == [.watchEnded])
    }

    @Test(arguments: [("none", ENOENT), ("file", ENOTDIR), ("link", ENOTDIR)])
    func `only folders can be watched, and no links to them`(name: String, code: Int32) throws {
        try scratch.write("file", "")
        try SymbolicLink.create(scratch.at("link"), to: Array(scratch.path.utf8))
        let error = #expect(throws: SystemError.self) { try inotify.add(scratch.at(name)) }
        #expect(error?.code == code)
        #expect(error?.path == scratch.at(name))
    }

    // MARK: its bytes

    /// One event as the kernel writes it: four numbers, and the name filled up with zeros.
    private func bytes(_ watch: Int32, _ mask: Inotify.Mask, _ cookie: UInt32, _ name: String, room: Int) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        let text = Array(name.utf8)
        let header = number(UInt32(bitPattern: watch)) + number(mask.rawValue) + number(cookie) + number(UInt32(room))
        return header + text + [UInt8](repeating: 0, count: room - text.count)
    }

    private func parse(_ bytes: [UInt8]) -> [Inotify.Event] {
        bytes.withUnsafeBytes { Inotify.parse($0) }
    }

    @Test func `names end at the first zero, and a folder's own events have none`() {
        let all = bytes(1, .created, 0, "run.sh", room: 16) + bytes(2, .folderRemoved, 0, "", room: 0)
        let events = parse(all)
        #expect(events.map(\.watch) == [1, 2])
        #expect(events.map(\.mask) == [.created, .folderRemoved])
        #expect(events.map(\.name) == ["run.sh", ""])
    }

    @Test func `the queue's overflow belongs to no watch`() {
        let events = parse(bytes(-1, .overflow, 0, "", room: 0))
        #expect(events.map(\.watch) == [-1])
        #expect(events.map(\.mask) == [.overflow])
    }

    @Test func `an event that is cut off is left out, wherever the cut is`() {
        let first = bytes(1, .movedAway, 7, "a", room: 16)
        let all = first + bytes(1, .movedHere, 7, "b", room: 16)
        for end in 0...all.count {
            let names = parse(Array(all[..<end])).map(\.name)
            let expected: [String] = end == all.count ? ["a", "b"] : end >= first.count ? ["a"] : []
            #expect(names == expected, "cut at \(end)")
        }
    }
}
