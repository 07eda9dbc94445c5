import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobHosting

@Suite struct FileInboxTests {
    private func file(_ path: String, modified: Int64 = 1) -> ArrivedFile {
        ArrivedFile(path: path, stamp: ArrivedFile.Stamp(inode: 7, size: 3, modified: modified))
    }

    @Test func `files have their turn in the order in which they came`() {
        var inbox = FileInbox()
        for name in ["b", "a", "c"] { inbox.take(file(name)) }
        #expect(inbox.count == 3)
        #expect([inbox.next(), inbox.next(), inbox.next(), inbox.next()].map { $0?.path } == ["b", "a", "c", nil])
        #expect(inbox.isEmpty)
    }

    @Test func `a file that is seen twice waits once, in its latest state`() {
        var inbox = FileInbox()
        inbox.take(file("a"))
        inbox.take(file("b"))
        inbox.take(file("a", modified: 2))
        #expect(inbox.count == 2)
        #expect(inbox.next() == file("a", modified: 2))
    }

    @Test func `what was given to a run comes again only when it has changed`() {
        var inbox = FileInbox(given: ["old": file("old").stamp])
        inbox.take(file("old"))
        #expect(inbox.isEmpty)
        inbox.take(file("old", modified: 2))
        inbox.wasGiven(inbox.next() ?? file("none"))
        inbox.take(file("old", modified: 2))
        #expect(inbox.isEmpty)
        inbox.take(file("old", modified: 3))
        #expect(inbox.count == 1)
    }

    @Test func `what has left and comes back comes anew`() {
        var inbox = FileInbox()
        for path in ["/in/a", "/in/b", "/in/deeper/c", "/inner/d"] { inbox.wasGiven(file(path)) }
        #expect(inbox.given(in: "/in", without: ["/in/b"]) == ["/in/a"])
        let forgotten = [inbox.forget("/in/a"), inbox.forget("/in/a")]
        #expect(forgotten == [true, false])
        inbox.take(file("/in/a"))
        inbox.take(file("/in/b"))
        #expect(inbox.count == 1)
    }

    @Test(arguments: [
        ("in", "/home/in"), ("./in//deep/", "/home/in/deep"), ("../x", "/x"), ("/a/../../b/.", "/b"), (".", "/home"),
    ])
    func `a watched folder has one name`(folder: String, path: String) throws {
        let trigger = FileTrigger(folder: folder, pattern: try #require(FileNamePattern("*")))
        #expect(WatchedFolder(trigger, home: "/home").path == path)
    }

    @Test func `one whose run could not begin stays the next`() {
        var inbox = FileInbox()
        inbox.take(file("a"))
        inbox.take(file("b"))
        let next = inbox.next()
        inbox.putBack(next ?? file("none"))
        #expect(inbox.next()?.path == "a")
        #expect(inbox.next()?.path == "b")
    }

    @Test func `not more wait than the limit says`() {
        var inbox = FileInbox()
        for number in 0...FileInbox.maximumWaiting { inbox.take(file("\(number)")) }
        #expect(inbox.count == FileInbox.maximumWaiting)
    }

    @Test func `the ledger keeps what was given, without what is gone and what was cut off`() throws {
        let scratch = try ScratchDirectory()
        let ledger = FileLedger(path: scratch.at("ledger"))
        #expect(ledger.load().isEmpty)
        for name in ["stays", "ü \"\n"] { try scratch.write(name, "x") }
        for name in ["stays", "gone", "ü \"\n"] { try ledger.note(file(scratch.at(name))) }
        try ledger.note(file(scratch.at("stays"), modified: 9))
        try scratch.write("came back", "x")
        try ledger.note(file(scratch.at("came back")))
        try ledger.noteGone(scratch.at("came back"))
        let text = try #require(try scratch.read("ledger"))
        try scratch.write("ledger", text + "{\"path\": \"/tm")
        let expected = [
            scratch.at("stays"): file("", modified: 9).stamp, scratch.at("ü \"\n"): file("").stamp,
        ]
        #expect(ledger.load() == expected)
        #expect(try scratch.read("ledger")?.contains("gone") == false)
        #expect(ledger.load() == expected)
    }

    @Test func `only plain files count, and a change shows`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("file", "1")
        let before = try #require(ArrivedFile(at: scratch.at("file")))
        #expect(ArrivedFile(at: scratch.at("file")) == before)
        try scratch.write("file", "22")
        #expect(ArrivedFile(at: scratch.at("file")) != before)
        #expect(ArrivedFile(at: scratch.path) == nil)
        #expect(ArrivedFile(at: scratch.at("nothing")) == nil)
    }
}
